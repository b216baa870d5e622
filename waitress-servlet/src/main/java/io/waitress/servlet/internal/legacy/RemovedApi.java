package io.waitress.servlet.internal.legacy;

import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Points a class, renamed before, at what stands in for the methods that Servlet 6 removed. Needs ASM.
 *
 * <ul>
 * <li>A class or interface that extends or implements one of the changed interfaces gets our subinterface of it instead,
 *     which has the old methods: an object of the application thus always has them.
 * <li>A subclass of a wrapper, or of UnavailableException, gets our subclass of it instead, which has the old methods
 *     and constructors; so calls by {@code super} find them. So does {@code new}.
 * <li>A call of an old method of the API's own types becomes one of a static method that asks which kind the object is.
 * </ul>
 */
final class RemovedApi {

    private static final String SERVLET = "jakarta/servlet/";
    private static final String HTTP = SERVLET + "http/";
    private static final String OURS = "io/waitress/servlet/legacy/";
    private static final String REMOVED = OURS + "Removed";

    private static final Map<String, String> INTERFACES = Map.of(
            SERVLET + "ServletRequest", OURS + "LegacyServletRequest",
            SERVLET + "ServletContext", OURS + "LegacyServletContext",
            HTTP + "HttpServletRequest", OURS + "LegacyHttpServletRequest",
            HTTP + "HttpServletResponse", OURS + "LegacyHttpServletResponse",
            HTTP + "HttpSession", OURS + "LegacyHttpSession");

    private static final Map<String, String> CLASSES = Map.of(
            SERVLET + "ServletRequestWrapper", OURS + "LegacyServletRequestWrapper",
            SERVLET + "UnavailableException", OURS + "LegacyUnavailableException",
            HTTP + "HttpServletRequestWrapper", OURS + "LegacyHttpServletRequestWrapper",
            HTTP + "HttpServletResponseWrapper", OURS + "LegacyHttpServletResponseWrapper");

    private static final Set<String> REQUESTS = Set.of(SERVLET + "ServletRequest", SERVLET + "ServletRequestWrapper",
            HTTP + "HttpServletRequest", HTTP + "HttpServletRequestWrapper");
    private static final Set<String> HTTP_REQUESTS =
            Set.of(HTTP + "HttpServletRequest", HTTP + "HttpServletRequestWrapper");
    private static final Set<String> RESPONSES =
            Set.of(HTTP + "HttpServletResponse", HTTP + "HttpServletResponseWrapper");
    private static final Set<String> SESSIONS = Set.of(HTTP + "HttpSession");
    private static final Set<String> CONTEXTS = Set.of(SERVLET + "ServletContext");
    private static final Set<String> EXCEPTIONS = Set.of(SERVLET + "UnavailableException");

    /** The methods, and the types that had them. */
    private static final Map<String, Method> METHODS = Map.ofEntries(
            method("getRealPath(Ljava/lang/String;)Ljava/lang/String;", SERVLET + "ServletRequest", REQUESTS),
            method("isRequestedSessionIdFromUrl()Z", HTTP + "HttpServletRequest", HTTP_REQUESTS),
            method("encodeUrl(Ljava/lang/String;)Ljava/lang/String;", HTTP + "HttpServletResponse", RESPONSES),
            method("encodeRedirectUrl(Ljava/lang/String;)Ljava/lang/String;", HTTP + "HttpServletResponse", RESPONSES),
            method("setStatus(ILjava/lang/String;)V", HTTP + "HttpServletResponse", RESPONSES),
            method("getSessionContext()L" + OURS + "HttpSessionContext;", HTTP + "HttpSession", SESSIONS),
            method("getValue(Ljava/lang/String;)Ljava/lang/Object;", HTTP + "HttpSession", SESSIONS),
            method("getValueNames()[Ljava/lang/String;", HTTP + "HttpSession", SESSIONS),
            method("putValue(Ljava/lang/String;Ljava/lang/Object;)V", HTTP + "HttpSession", SESSIONS),
            method("removeValue(Ljava/lang/String;)V", HTTP + "HttpSession", SESSIONS),
            method("getServlet(Ljava/lang/String;)Ljakarta/servlet/Servlet;", SERVLET + "ServletContext", CONTEXTS),
            method("getServlets()Ljava/util/Enumeration;", SERVLET + "ServletContext", CONTEXTS),
            method("getServletNames()Ljava/util/Enumeration;", SERVLET + "ServletContext", CONTEXTS),
            method("log(Ljava/lang/Exception;Ljava/lang/String;)V", SERVLET + "ServletContext", CONTEXTS),
            method("getServlet()Ljakarta/servlet/Servlet;", SERVLET + "UnavailableException", EXCEPTIONS));

    /**
     * A removed method.
     *
     * @param receiver the type that the static method takes first
     * @param owners the types by which it may be called
     */
    private record Method(String receiver, Set<String> owners) {
    }

    private static Map.Entry<String, Method> method(String signature, String receiver, Set<String> owners) {
        return Map.entry(signature, new Method(receiver, owners));
    }

    private RemovedApi() {
    }

    /**
     * Returns the class with what was removed restored; the same array if it uses nothing of that.
     *
     * @throws IllegalArgumentException if ASM does not know this version of class files
     */
    static byte[] restored(byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, 0);
        Rewriting rewriting = new Rewriting(writer);
        reader.accept(rewriting, 0);
        return rewriting.changed ? writer.toByteArray() : file;
    }

    /** Returns our method for a removed one, as the type of the static method, or null if it is none. */
    private static String replacement(String owner, String name, String descriptor) {
        Method method = METHODS.get(name + descriptor);
        return method == null || !method.owners.contains(owner)
                ? null
                : "(L" + method.receiver + ";" + descriptor.substring(1);
    }

    private static final class Rewriting extends ClassVisitor {

        private boolean changed;

        Rewriting(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String superName,
                String[] interfaces) {
            String above = type(CLASSES, superName);
            String[] beside = interfaces == null ? null : interfaces.clone();
            for (int i = 0; beside != null && i < beside.length; i++) {
                beside[i] = type(INTERFACES, beside[i]);
            }
            super.visit(version, access, name, signature, above, beside);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                String[] exceptions) {
            return new Code(super.visitMethod(access, name, descriptor, signature, exceptions));
        }

        private String type(Map<String, String> types, String name) {
            String ours = name == null ? null : types.get(name);
            changed |= ours != null;
            return ours == null ? name : ours;
        }

        /** Returns what a class then has directly above it, which is all that calls by super may name. */
        private String direct(String owner, boolean isInterface) {
            return type(isInterface ? INTERFACES : CLASSES, owner);
        }

        /** The instructions of one method. */
        private final class Code extends MethodVisitor {

            Code(MethodVisitor next) {
                super(Opcodes.ASM9, next);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                super.visitTypeInsn(opcode, opcode == Opcodes.NEW ? type(CLASSES, type) : type);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor,
                    boolean isInterface) {
                String replacement = opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE
                        ? replacement(owner, name, descriptor)
                        : null;
                if (replacement != null) {
                    changed = true;
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, REMOVED, name, replacement, false);
                } else {
                    super.visitMethodInsn(opcode,
                            opcode == Opcodes.INVOKESPECIAL ? direct(owner, isInterface) : owner, name, descriptor,
                            isInterface);
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
                Object[] replaced = arguments.clone();
                for (int i = 0; i < replaced.length; i++) {
                    replaced[i] = replaced[i] instanceof Handle handle ? replaced(handle) : replaced[i];
                }
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
            }

            /** References to methods, as in {@code response::encodeUrl}. */
            private Handle replaced(Handle handle) {
                String owner = handle.getOwner();
                switch (handle.getTag()) {
                    case Opcodes.H_INVOKEVIRTUAL, Opcodes.H_INVOKEINTERFACE -> {
                        String replacement = replacement(owner, handle.getName(), handle.getDesc());
                        if (replacement == null) {
                            return handle;
                        }
                        changed = true;
                        return new Handle(Opcodes.H_INVOKESTATIC, REMOVED, handle.getName(), replacement, false);
                    }
                    case Opcodes.H_INVOKESPECIAL, Opcodes.H_NEWINVOKESPECIAL -> {
                        return new Handle(handle.getTag(), direct(owner, handle.isInterface()), handle.getName(),
                                handle.getDesc(), handle.isInterface());
                    }
                    default -> {
                        return handle;
                    }
                }
            }
        }
    }
}

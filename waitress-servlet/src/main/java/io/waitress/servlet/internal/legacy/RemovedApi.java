package io.waitress.servlet.internal.legacy;

import java.util.Map;
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

    /** Returns the descriptor of the static method for a removed one, or null if it is none. */
    private static String replacement(String owner, String name, String descriptor) {
        RemovedMembers.Method method = RemovedMembers.method(owner, name, descriptor);
        return method == null ? null : method.standIn();
    }

    private static final class Rewriting extends ClassVisitor {

        private boolean changed;

        Rewriting(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String superName,
                String[] interfaces) {
            String above = type(RemovedMembers.CLASSES, superName);
            String[] beside = interfaces == null ? null : interfaces.clone();
            for (int i = 0; beside != null && i < beside.length; i++) {
                beside[i] = type(RemovedMembers.INTERFACES, beside[i]);
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
            return type(isInterface ? RemovedMembers.INTERFACES : RemovedMembers.CLASSES, owner);
        }

        /** The instructions of one method. */
        private final class Code extends MethodVisitor {

            Code(MethodVisitor next) {
                super(Opcodes.ASM9, next);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                super.visitTypeInsn(opcode, opcode == Opcodes.NEW ? type(RemovedMembers.CLASSES, type) : type);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor,
                    boolean isInterface) {
                String replacement = opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE
                        ? replacement(owner, name, descriptor)
                        : null;
                if (replacement != null) {
                    changed = true;
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, RemovedMembers.STAND_INS, name, replacement, false);
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
                        return new Handle(Opcodes.H_INVOKESTATIC, RemovedMembers.STAND_INS, handle.getName(),
                                replacement, false);
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

package io.waitress.servlet.internal.legacy;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The API as a compiler of pages is to see it: with all that was removed. What it makes of that is bridged afterwards,
 * like any class of the application. Needs ASM.
 */
final class ApiView {

    private ApiView() {
    }

    /** Tells whether the view has another class of that name than the server. */
    static boolean concerns(String internalName) {
        return RemovedMembers.INTERFACES.containsKey(internalName) || RemovedMembers.CLASSES.containsKey(internalName);
    }

    /** Returns a class of the API with what was removed of it. Nobody runs it, so methods do nothing but throw. */
    static byte[] complete(String internalName, byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Completing(internalName, writer), 0);
        return writer.toByteArray();
    }

    /** Returns the class with the names that types of ours had before they were removed. */
    static byte[] former(byte[] file) {
        return ClassFile.renamed(file, text -> replaced(text, false));
    }

    /** Returns the class with our types instead of those that were removed. */
    static byte[] ours(byte[] file) {
        return ClassFile.renamed(file, text -> replaced(text, true));
    }

    private static String replaced(String text, boolean toOurs) {
        String replaced = text;
        for (var type : RemovedMembers.TYPES.entrySet()) {
            replaced = toOurs
                    ? replaced.replace(type.getKey(), type.getValue())
                    : replaced.replace(type.getValue(), type.getKey());
        }
        return replaced;
    }

    private static final class Completing extends ClassVisitor {

        private final String name;
        private boolean isInterface;

        Completing(String name, ClassVisitor next) {
            super(Opcodes.ASM9, next);
            this.name = name;
        }

        @Override
        public void visit(int version, int access, String type, String signature, String superName,
                String[] interfaces) {
            isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, type, signature, superName, interfaces);
        }

        @Override
        public void visitEnd() {
            for (RemovedMembers.Method method : RemovedMembers.METHODS.values()) {
                boolean inherited = isInterface && !method.receiver().equals(name);
                if (method.owners().contains(name) && !inherited) {
                    add(method.name(), method.descriptor());
                }
            }
            if (name.equals("jakarta/servlet/UnavailableException")) {
                RemovedMembers.EXCEPTION_CONSTRUCTORS.forEach(descriptor -> add("<init>", descriptor));
            }
            super.visitEnd();
        }

        private void add(String method, String descriptor) {
            MethodVisitor code = visitMethod(Opcodes.ACC_PUBLIC, method,
                    descriptor.replace(RemovedMembers.OURS + "HttpSessionContext",
                            "jakarta/servlet/http/HttpSessionContext"), null, null);
            code.visitCode();
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitInsn(Opcodes.ATHROW);
            code.visitMaxs(1, Type.getArgumentsAndReturnSizes(descriptor) >> 2);
            code.visitEnd();
        }
    }
}

package io.waitress.servlet.internal.scan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads the header and the annotations of class files. The only class here that needs ASM. */
final class ClassFileReader {

    private static final int API = Opcodes.ASM9;

    private ClassFileReader() {
    }

    /**
     * Adds a class to an index, if it is the one that its file's name promises: no loader would find another.
     *
     * @param file the class file
     * @param expected the class's name
     * @throws RuntimeException of any kind if the file is malformed, or of a version that ASM does not know
     */
    static void read(byte[] file, String expected, IndexBuilder index) {
        Collector collector = new Collector(index.depth() == Depth.HIERARCHY);
        new ClassReader(file).accept(collector, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG
                | ClassReader.SKIP_FRAMES);
        if (!collector.name.equals(expected)) {
            return;
        }
        if (index.depth() == Depth.HIERARCHY) {
            index.add(collector.name, collector.supertypes, collector.annotations, collector.memberAnnotations);
        }
        if (!collector.deployment.isEmpty()) {
            index.addDeployment(collector.name, collector.deployment);
        }
    }

    private static String typeName(String descriptor) {
        return Type.getType(descriptor).getClassName();
    }

    private static final class Collector extends ClassVisitor {

        private final boolean membersToo;
        private String name = "";
        private final List<String> supertypes = new ArrayList<>();
        private final Set<String> annotations = new HashSet<>();
        private final Set<String> memberAnnotations = new HashSet<>();
        private final List<ClassAnnotation> deployment = new ArrayList<>();

        Collector(boolean membersToo) {
            super(API);
            this.membersToo = membersToo;
        }

        @Override
        public void visit(int version, int access, String internalName, String signature, String superName,
                String[] interfaces) {
            name = internalName.replace('/', '.');
            if (superName != null) {
                supertypes.add(superName.replace('/', '.'));
            }
            for (String type : interfaces) {
                supertypes.add(type.replace('/', '.'));
            }
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            if (!visible) {
                return null;
            }
            String type = typeName(descriptor);
            annotations.add(type);
            return ClassAnnotation.OF_DEPLOYMENT.contains(type) ? new Values(type, deployment::add) : null;
        }

        @Override
        public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
            return membersToo ? new FieldVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return member(annotation, visible);
                }
            } : null;
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
                String[] exceptions) {
            return membersToo ? new MethodVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return member(annotation, visible);
                }
            } : null;
        }

        private AnnotationVisitor member(String annotation, boolean visible) {
            if (visible) {
                memberAnnotations.add(typeName(annotation));
            }
            return null;
        }
    }

    /** Collects the members of one annotation, or, with names that are null, the items of an array. */
    private static final class Values extends AnnotationVisitor {

        private final String type;
        private final Consumer<ClassAnnotation> finished;
        private final Map<String, Object> values = new LinkedHashMap<>();

        Values(String type, Consumer<ClassAnnotation> finished) {
            super(API);
            this.type = type;
            this.finished = finished;
        }

        @Override
        public void visit(String member, Object value) {
            values.put(member, value);
        }

        @Override
        public void visitEnum(String member, String descriptor, String constant) {
            values.put(member, constant);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String member, String descriptor) {
            return new Values(typeName(descriptor), annotation -> values.put(member, annotation));
        }

        @Override
        public AnnotationVisitor visitArray(String member) {
            List<Object> items = new ArrayList<>();
            values.put(member, items);
            return new Items(items);
        }

        @Override
        public void visitEnd() {
            finished.accept(new ClassAnnotation(type, values));
        }
    }

    private static final class Items extends AnnotationVisitor {

        private final Collection<Object> items;

        Items(Collection<Object> items) {
            super(API);
            this.items = items;
        }

        @Override
        public void visit(String none, Object value) {
            items.add(value);
        }

        @Override
        public void visitEnum(String none, String descriptor, String constant) {
            items.add(constant);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String none, String descriptor) {
            return new Values(typeName(descriptor), items::add);
        }
    }
}

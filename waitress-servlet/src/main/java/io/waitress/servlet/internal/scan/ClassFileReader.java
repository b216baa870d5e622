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
    private static final int MAJOR_VERSION = 6;     // where a class file has it

    /** Nothing of the annotations that matter is nested deeper than {@code @ServletSecurity} with roles for a method. */
    private static final int MAX_NESTING = 8;

    private ClassFileReader() {
    }

    /**
     * Adds a class to an index, if it is the one that its file's name promises: no loader would find another.
     *
     * @param file the class file, which may be changed
     * @param expected the class's name
     * @throws RuntimeException of any kind if the file is malformed, as may be errors for want of stack or memory
     */
    static void read(byte[] file, String expected, IndexBuilder index) {
        takeForKnownVersion(file);
        Collector collector = new Collector();
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
        if (collector.injected) {
            index.addInjected(collector.name);
        }
    }

    /** ASM refuses versions that it does not know yet; names and annotations have had one form since Java 5. */
    private static void takeForKnownVersion(byte[] file) {
        if (file.length > MAJOR_VERSION + 1
                && ((file[MAJOR_VERSION] & 0xff) << 8 | file[MAJOR_VERSION + 1] & 0xff) > Opcodes.V17) {
            file[MAJOR_VERSION] = 0;
            file[MAJOR_VERSION + 1] = Opcodes.V17;
        }
    }

    private static String typeName(String descriptor) {
        return Type.getType(descriptor).getClassName();
    }

    private static final class Collector extends ClassVisitor {

        private String name = "";
        private final List<String> supertypes = new ArrayList<>();
        private final Set<String> annotations = new HashSet<>();
        private final Set<String> memberAnnotations = new HashSet<>();
        private final List<ClassAnnotation> deployment = new ArrayList<>();
        private boolean injected;

        Collector() {
            super(API);
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
            injected |= ClassAnnotation.OF_INJECTION.contains(type);
            return ClassAnnotation.OF_DEPLOYMENT.contains(type) ? new Values(type, 1, deployment::add) : null;
        }

        @Override
        public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
            return new FieldVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return member(annotation, visible);
                }
            };
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
                String[] exceptions) {
            return new MethodVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return member(annotation, visible);
                }
            };
        }

        private AnnotationVisitor member(String annotation, boolean visible) {
            if (visible) {
                String type = typeName(annotation);
                memberAnnotations.add(type);
                injected |= ClassAnnotation.OF_INJECTION.contains(type);
            }
            return null;
        }
    }

    private static AnnotationVisitor nested(String descriptor, int nesting, Consumer<ClassAnnotation> finished) {
        return nesting < MAX_NESTING ? new Values(typeName(descriptor), nesting + 1, finished) : null;
    }

    /** Collects the members of one annotation. */
    private static final class Values extends AnnotationVisitor {

        private final String type;
        private final int nesting;
        private final Consumer<ClassAnnotation> finished;
        private final Map<String, Object> values = new LinkedHashMap<>();

        Values(String type, int nesting, Consumer<ClassAnnotation> finished) {
            super(API);
            this.type = type;
            this.nesting = nesting;
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
            return nested(descriptor, nesting, annotation -> values.put(member, annotation));
        }

        @Override
        public AnnotationVisitor visitArray(String member) {
            List<Object> items = new ArrayList<>();
            values.put(member, items);
            return new Items(nesting + 1, items);
        }

        @Override
        public void visitEnd() {
            finished.accept(new ClassAnnotation(type, values));
        }
    }

    /** Collects the items of an array. */
    private static final class Items extends AnnotationVisitor {

        private final int nesting;
        private final Collection<Object> items;

        Items(int nesting, Collection<Object> items) {
            super(API);
            this.nesting = nesting;
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
            return nested(descriptor, nesting, items::add);
        }
    }
}

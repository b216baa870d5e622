package io.waitress.servlet.internal.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Whatever is in the files of an application, its start goes on without what cannot be read, or tells which file it is. */
class HostileClassesTest {

    private static final int ROUNDS = 5_000;

    @TempDir
    private Path folder;

    @WebServlet(name = "name", urlPatterns = {"/a", "/b"}, loadOnStartup = 2,
            initParams = @WebInitParam(name = "n", value = "v"))
    @ServletSecurity(@HttpConstraint(rolesAllowed = {"one", "two"}))
    static class Victim {
        @Deprecated int field;

        @Deprecated
        void method() {
        }
    }

    private static byte[] victim() throws IOException {
        try (InputStream in = HostileClassesTest.class.getResourceAsStream("HostileClassesTest$Victim.class")) {
            return in.readAllBytes();
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) (bytes[at] ^ 1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) 0xff;
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
                    System.arraycopy(good, from, bytes, at, length);
                }
            }
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /** A place of classes that are only in memory. */
    private record InMemory(Map<String, byte[]> classes) implements ClassLocation {
        @Override
        public String label() {
            return "memory";
        }

        @Override
        public String contentKey(Depth depth) {
            return null;
        }

        @Override
        public void forEach(Receiver receiver) {
            classes.forEach((name, bytes) -> receiver.accept(name, name, bytes));
        }
    }

    private static ClassIndex scan(String name, byte[] bytes, Depth depth) throws IOException {
        return new ClassScanner(null).scan(List.of(new InMemory(Map.of(name, bytes))), depth).get(0);
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutWhatIsBroken(Depth depth) throws IOException {
        byte[] good = victim();
        Random random = new Random(1);
        List<byte[]> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            all.add(mutated(good, random));
        }
        ClassLocation location = new ClassLocation() {
            @Override
            public String label() {
                return "broken";
            }

            @Override
            public String contentKey(Depth any) {
                return null;
            }

            @Override
            public void forEach(Receiver receiver) {
                all.forEach(bytes -> receiver.accept(Victim.class.getName(), "broken", bytes));
            }
        };

        ask(new ClassScanner(null).scan(List.of(location), depth).get(0));
    }

    private static void ask(ClassIndex index) {
        List<String> names = new ArrayList<>();
        Consumer<String> to = names::add;
        index.deployment();
        index.foreignSupertypes(to);
        for (String name : List.of("java.lang.Object", "java.lang.Deprecated", "a.B", "a", "")) {
            index.contains(name);
            index.injected(name);
            index.subtypes(name, to);
            index.annotated(name, to);
            index.withAnnotatedMembers(name, to);
        }
        index.injectedAny();
    }

    @Test
    void refusesBrokenIndexesAtOnce() throws IOException {
        byte[] good = scan(Victim.class.getName(), victim(), Depth.HIERARCHY).stored();
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(good, random);
            ClassIndex index;
            try {
                index = new ClassIndex(bytes);
            } catch (IllegalArgumentException expected) {
                continue;
            }
            ask(index);
        }
    }

    @Test
    void complainsOfBrokenConstants() throws IOException {
        byte[] good = victim();
        Random random = new Random(3);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(good, random);
            try {
                ConstantPool.mentionsAny(bytes);
            } catch (IllegalArgumentException expected) {
                // told as it should be
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutAnnotationsNestedWithoutEnd(Depth depth) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, 0, "a/Deep", null, "java/lang/Object", null);
        AnnotationVisitor annotation = writer.visitAnnotation("Ljakarta/servlet/annotation/WebServlet;", true);
        List<AnnotationVisitor> open = new ArrayList<>(List.of(annotation));
        for (int i = 0; i < 1_000_000; i++) {
            annotation = annotation.visitArray("value");
            open.add(annotation);
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).visitEnd();
        }
        writer.visitEnd();

        assertEquals(Map.of(), scan("a.Deep", writer.toByteArray(), depth).deployment());
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutAttributesLongerThanAnyMemory(Depth depth) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, 0, "a/Long", null, "java/lang/Object", null);
        writer.visitAnnotation("Ljakarta/servlet/annotation/WebListener;", true).visitEnd();
        writer.visitAttribute(new Attribute("Unknown") {
            @Override
            protected ByteVector write(ClassWriter any, byte[] code, int length, int stack, int locals) {
                return new ByteVector().putInt(0);
            }
        });
        writer.visitEnd();
        byte[] file = writer.toByteArray();
        assertEquals(1, scan("a.Long", file.clone(), depth).deployment().size());
        ByteBuffer.wrap(file).putInt(file.length - 8, Integer.MAX_VALUE);

        assertEquals(Map.of(), scan("a.Long", file, depth).deployment());
    }

    /** The directory declares 16 MiB for each of the classes, which are 17. */
    @Test
    void refusesAJarThatGrowsOutOfProportion() throws IOException {
        Path file = folder.resolve("bomb.jar");
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < 17; i++) {
                zip.putNextEntry(new ZipEntry("a/C" + i + ".class"));
                zip.write(victim());
                zip.closeEntry();
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.length - 46; at++) {
            if (zip.getInt(at) == 0x02014b50) {
                zip.putInt(at + 24, 16 << 20);
            }
        }
        Files.write(file, bytes);

        try (JarFile jar = new JarFile(file.toFile(), false)) {
            ClassArchive archive = new ClassArchive("WEB-INF/lib/bomb.jar", file, jar);
            String message = assertThrows(IOException.class,
                    () -> new ClassScanner(null).scan(List.of(archive), Depth.DEPLOYMENT)).getMessage();

            assertEquals("the classes of WEB-INF/lib/bomb.jar cannot be read: they take more than 268435456 bytes unpacked;"
                    + " expected at most 100 times the size of the jar", message);
        }
    }

    @Test
    void followsLinksButNotInCircles() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
        Files.write(elsewhere.resolve("A.class"), victim());
        Path classes = Files.createDirectories(folder.resolve("classes/here"));
        Files.write(classes.resolve("B.class"), victim());
        Files.createSymbolicLink(classes.resolve("up"), classes.getParent());
        Files.createSymbolicLink(classes.resolve("self"), Path.of("self"));
        Files.createSymbolicLink(classes.resolve("Lost.class"), Path.of("nowhere"));
        Files.createDirectory(classes.resolve("Folder.class"));
        Files.createSymbolicLink(classes.getParent().resolve("linked"), elsewhere.getParent());
        Files.createSymbolicLink(elsewhere.resolve("back"), elsewhere.getParent());
        List<String> found = new ArrayList<>();

        new ClassFolder("WEB-INF/classes", classes.getParent()).forEach((name, place, bytes) -> found.add(place));

        assertEquals(List.of("WEB-INF/classes/here/B.class", "WEB-INF/classes/linked/deep/A.class"), found);
        assertTrue(Files.exists(classes));
    }
}

package io.waitress.servlet.internal.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassScannerTest {

    @TempDir
    private static Path compiled;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() throws IOException {
        TestClasses.compile(compiled, "shop.Cart", """
                package shop;
                import jakarta.servlet.annotation.*;
                @WebServlet(name = "cart", urlPatterns = {"/cart", "/basket/*"}, loadOnStartup = 2,
                        initParams = @WebInitParam(name = "size", value = "big"), asyncSupported = true)
                @MultipartConfig(maxFileSize = 1L << 40)
                @ServletSecurity(value = @HttpConstraint(rolesAllowed = "clerk"),
                        httpMethodConstraints = @HttpMethodConstraint(value = "TRACE",
                                emptyRoleSemantic = ServletSecurity.EmptyRoleSemantic.DENY))
                public class Cart extends jakarta.servlet.http.HttpServlet {
                    @Deprecated int field;
                    static class Inner {}
                }
                """);
        TestClasses.compile(compiled, "shop.Plain", "package shop; public class Plain { @Deprecated void x() {} }");
    }

    private Path jar(Map<String, String> attributes) throws IOException {
        Path jar = folder.resolve("shop.jar");
        TestClasses.jar(jar, compiled, attributes);
        return jar;
    }

    private static ClassIndex scan(ClassScanner scanner, Path jar, Depth depth) throws IOException {
        try (JarFile open = new JarFile(new File(jar.toString()), true, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
            ClassArchive archive = new ClassArchive("WEB-INF/lib/shop.jar", jar, open);
            return scanner.scan(List.of(archive), depth).get(0);
        }
    }

    private static String logOf(Task task) throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            task.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    private interface Task {
        void run() throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void readsTheAnnotationsOfDeployment(Depth depth) throws IOException {
        Map<String, List<ClassAnnotation>> found = scan(new ClassScanner(null), jar(Map.of()), depth).deployment();

        assertEquals(Set.of("shop.Cart"), found.keySet());
        assertEquals(List.of(
                new ClassAnnotation(ClassAnnotation.WEB_SERVLET, Map.of("name", "cart",
                        "urlPatterns", List.of("/cart", "/basket/*"), "loadOnStartup", 2, "asyncSupported", true,
                        "initParams", List.of(new ClassAnnotation("jakarta.servlet.annotation.WebInitParam",
                                Map.of("name", "size", "value", "big"))))),
                new ClassAnnotation(ClassAnnotation.MULTIPART_CONFIG, Map.of("maxFileSize", 1L << 40)),
                new ClassAnnotation(ClassAnnotation.SERVLET_SECURITY, Map.of(
                        "value", new ClassAnnotation("jakarta.servlet.annotation.HttpConstraint",
                                Map.of("rolesAllowed", List.of("clerk"))),
                        "httpMethodConstraints", List.of(new ClassAnnotation(
                                "jakarta.servlet.annotation.HttpMethodConstraint",
                                Map.of("value", "TRACE", "emptyRoleSemantic", "DENY")))))),
                found.get("shop.Cart"));
    }

    @Test
    void readsTheHierarchyToo() throws IOException {
        ClassIndex index = scan(new ClassScanner(null), jar(Map.of()), Depth.HIERARCHY);
        Set<String> servlets = new TreeSet<>();
        Set<String> deprecated = new TreeSet<>();
        index.subtypes("jakarta.servlet.http.HttpServlet", servlets::add);
        index.withAnnotatedMembers("java.lang.Deprecated", deprecated::add);

        assertEquals(Set.of("shop.Cart"), servlets);
        assertEquals(Set.of("shop.Cart", "shop.Plain"), deprecated);
        assertTrue(index.contains("shop.Cart$Inner"));
    }

    @ParameterizedTest
    @EnumSource
    void readsNothingASecondTime(Depth depth) throws IOException {
        IndexStore store = new IndexStore(folder.resolve("kept"), 1 << 20);
        Path jar = jar(Map.of());
        byte[] first = scan(new ClassScanner(store), jar, depth).stored();
        class Untouchable implements ClassLocation {
            @Override
            public String label() {
                return "again";
            }

            @Override
            public String contentKey(Depth any) throws IOException {
                return ContentKey.ofArchive(jar);
            }

            @Override
            public void forEach(Receiver receiver) {
                throw new AssertionError("read again");
            }
        }

        assertArrayEquals(first, new ClassScanner(store).scan(List.of(new Untouchable()), depth).get(0).stored());
    }

    @Test
    void doesWithAnIndexThatKnowsMore() throws IOException {
        Path kept = folder.resolve("kept");
        Path jar = jar(Map.of());
        ClassScanner scanner = new ClassScanner(new IndexStore(kept, 1 << 20));
        scan(scanner, jar, Depth.HIERARCHY);

        assertEquals(Set.of("shop.Cart"), scan(scanner, jar, Depth.DEPLOYMENT).deployment().keySet());
        try (var files = Files.list(kept)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void makesBrokenIndexesAgain() throws IOException {
        Path kept = folder.resolve("kept");
        Path jar = jar(Map.of());
        scan(new ClassScanner(new IndexStore(kept, 1 << 20)), jar, Depth.DEPLOYMENT);
        Path file;
        try (var files = Files.list(kept)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] good = Files.readAllBytes(file);
        Files.writeString(file, "broken");

        assertEquals(1, scan(new ClassScanner(new IndexStore(kept, 1 << 20)), jar, Depth.DEPLOYMENT).deployment().size());
        assertArrayEquals(good, Files.readAllBytes(file));
    }

    @Test
    void tellsContentsApartByEveryClass() throws IOException {
        String before = ContentKey.ofArchive(jar(Map.of()));
        Path changed = folder.resolve("changed");
        TestClasses.compile(changed, "shop.Plain", "package shop; public class Plain { @Deprecated void y() {} }");
        try (var files = Files.walk(compiled)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = changed.resolve(compiled.relativize(file).toString());
                if (!Files.exists(target)) {
                    Files.copy(file, target);
                }
            }
        }
        Path jar = folder.resolve("other.jar");
        TestClasses.jar(jar, changed, Map.of());

        assertFalse(before.equals(ContentKey.ofArchive(jar)));
    }

    @ParameterizedTest
    @EnumSource
    void skipsWhatIsNoClassAndNamesIt(Depth depth) throws IOException {
        Path jar = folder.resolve("shop.jar");
        byte[] cart = Files.readAllBytes(compiled.resolve("shop/Cart.class"));
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "shop/Text.class", "no class".getBytes(StandardCharsets.US_ASCII));
            put(zip, "shop/Cut.class", Arrays.copyOf(cart, 50));
            byte[] future = cart.clone();
            future[6] = 0x7f;
            put(zip, "shop/Cart.class", future);
            put(zip, "moved/Cart.class", cart);
            put(zip, "module-info.class", new byte[0]);
            put(zip, "META-INF/versions/9/shop/Cart.class", cart);
        }
        String log = logOf(() -> assertEquals(Set.of("shop.Cart"),
                scan(new ClassScanner(null), jar, depth).deployment().keySet(), "of a version not known yet"));

        assertEquals(1, log.lines().count(), log);
        assertTrue(log.contains("2 of the class files of WEB-INF/lib/shop.jar cannot be read and are left out of the search"
                + " for annotations; the first is WEB-INF/lib/shop.jar!/shop/Text.class: "), log);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    @Test
    void takesTheClassesOfThisVersion() throws IOException {
        Path files = folder.resolve("files");
        Path plain = folder.resolve("plain");
        TestClasses.compile(plain, "shop.Cart", "package shop; public class Cart {}");
        Files.createDirectories(files.resolve("META-INF/versions/11/shop"));
        Files.createDirectories(files.resolve("shop"));
        Files.copy(plain.resolve("shop/Cart.class"), files.resolve("shop/Cart.class"));
        Files.copy(compiled.resolve("shop/Cart.class"), files.resolve("META-INF/versions/11/shop/Cart.class"));
        Path jar = folder.resolve("multi.jar");

        TestClasses.jar(jar, files, Map.of("Multi-Release", "true"));
        assertEquals(Set.of("shop.Cart"),
                scan(new ClassScanner(null), jar, Depth.DEPLOYMENT).deployment().keySet());
        TestClasses.jar(jar, files, Map.of());
        assertEquals(Set.of(), scan(new ClassScanner(null), jar, Depth.DEPLOYMENT).deployment().keySet());
    }

    @Test
    void warnsWithoutAsmOnlyIfThereIsSomethingToRead() throws IOException {
        Path jar = jar(Map.of());
        Path plain = folder.resolve("plain");
        TestClasses.compile(plain, "shop.Plain", "package shop; public class Plain {}");
        Path plainJar = folder.resolve("plain.jar");
        TestClasses.jar(plainJar, plain, Map.of());

        String log = logOf(() -> scan(new ClassScanner(null, false), jar, Depth.DEPLOYMENT));

        assertTrue(log.contains("The annotations of 1 classes, shop.Cart among them, are not read: that needs ASM"), log);
        assertEquals("", logOf(() -> scan(new ClassScanner(null, false), plainJar, Depth.DEPLOYMENT)));
    }

    @Test
    void namesTheLocationThatCannotBeRead() {
        ClassFolder missing = new ClassFolder("WEB-INF/classes", folder.resolve("missing"));

        String message = assertThrows(IOException.class,
                () -> new ClassScanner(null).scan(List.of(missing), Depth.DEPLOYMENT)).getMessage();

        assertTrue(message.startsWith("the classes of WEB-INF/classes cannot be read: "), message);
    }

    @Test
    void keepsIndexesOfFoldersByContent() throws IOException {
        ClassFolder original = new ClassFolder("a", compiled);
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy.resolve("shop"));
        for (String name : List.of("Plain.class", "Cart$Inner.class", "Cart.class")) {
            Files.copy(compiled.resolve("shop").resolve(name), copy.resolve("shop").resolve(name));
        }
        String key = original.contentKey(Depth.HIERARCHY);

        assertEquals(key, new ClassFolder("b", copy).contentKey(Depth.HIERARCHY));
        Files.delete(copy.resolve("shop/Plain.class"));
        assertFalse(key.equals(new ClassFolder("b", copy).contentKey(Depth.HIERARCHY)));
    }
}

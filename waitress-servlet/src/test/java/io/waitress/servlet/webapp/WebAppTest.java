package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import io.waitress.servlet.spi.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAppTest {

    @TempDir
    private Path folder;
    private Path app;

    @BeforeEach
    void makeApplication() throws Exception {
        app = folder.resolve(name());
        write("index.html", "index");
        write("both.txt", "application's");
        write("WEB-INF/web.xml", "<web-app><display-name>Shop</display-name>"
                + "<default-context-path>/shop</default-context-path></web-app>");
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Cart", "package shop; public class Cart {}");
        Path jarFiles = Files.createDirectories(folder.resolve("jar/META-INF/resources/lib"));
        Files.writeString(jarFiles.resolve("style.css"), "style");
        Files.writeString(jarFiles.resolveSibling("both.txt"), "jar's");
        TestClasses.compile(folder.resolve("jar"), "lib.Thing", "package lib; public class Thing {}");
        TestClasses.jar(app.resolve("WEB-INF/lib/lib.jar"), folder.resolve("jar"), Map.of());
    }

    private void write(String name, String text) throws IOException {
        Path file = app.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Path war() throws IOException {
        Path war = folder.resolve(name() + ".war");
        TestClasses.jar(war, app, Map.of());
        return war;
    }

    private static String read(Resource resource) throws IOException {
        assertNotNull(resource);
        try (InputStream stream = resource.open()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns a name with a blank that no other run of this test uses at the same time. */
    private String name() {
        return "my shop " + folder.getFileName();
    }

    private List<Path> ownFolders() throws IOException {
        String start = "waitress-my_shop_" + folder.getFileName();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(start)).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loadsArchivesAndFolders(boolean archive) throws Exception {
        try (WebApp loaded = WebApp.load(archive ? war() : app)) {
            ClassLoader loader = loaded.classLoader();

            assertEquals("Shop", loaded.model().displayName());
            assertEquals("/shop", loaded.application().contextPath());
            assertEquals("index", read(loaded.resources().resource("/index.html")));
            assertEquals("style", read(loaded.resources().resource("/lib/style.css")));
            assertEquals("application's", read(loaded.resources().resource("/both.txt")));
            assertSame(loader, loader.loadClass("shop.Cart").getClassLoader());
            assertSame(loader, loader.loadClass("lib.Thing").getClassLoader());
        }
    }

    @Test
    void removesWhatItMade() throws Exception {
        WebApp loaded = WebApp.load(war());
        Path file = loaded.resources().resource("/index.html").file();

        loaded.close();

        assertFalse(Files.exists(file));
        assertEquals(List.of(), ownFolders());
    }

    @Test
    void servesAFolderWhereItIsAndLeavesItThere() throws Exception {
        Path served;
        try (WebApp loaded = WebApp.load(app)) {
            served = loaded.resources().resource("/index.html").file();
        }

        assertEquals(app.resolve("index.html").toRealPath(), served.toRealPath());
    }

    @Test
    void loadsAFolderWithoutDescriptor() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Files.writeString(plain.resolve("a.txt"), "a");

        try (WebApp loaded = WebApp.load(plain)) {
            assertEquals(6, loaded.model().majorVersion());
            assertEquals("", loaded.application().contextPath());
            assertEquals(List.of("index.html", "index.htm", "index.jsp"), loaded.model().welcomeFiles());
            assertEquals("a", read(loaded.resources().resource("/a.txt")));
        }
    }

    @Test
    void leavesNothingBehindWhenTheDescriptorIsWrong() throws Exception {
        write("WEB-INF/web.xml", "<web-app>\n<servlt/></web-app>");
        Path war = war();

        String message = assertThrows(DescriptorException.class, () -> WebApp.load(war)).getMessage();

        assertTrue(message.startsWith("WEB-INF/web.xml:2: "), message);
        assertEquals(List.of(), ownFolders());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<servlet-mapping>~<servlet-name>c</servlet-name><url-pattern>/c</url-pattern></servlet-mapping>",
        "<filter-mapping>~<filter-name>c</filter-name><url-pattern>/c</url-pattern></filter-mapping>"})
    void refusesMappingOfWhatIsNotDeclared(String mapping) throws Exception {
        write("WEB-INF/web.xml", "<web-app>" + mapping.replace('~', '\n') + "</web-app>");

        String message = assertThrows(DescriptorException.class, () -> WebApp.load(app)).getMessage();

        assertTrue(message.startsWith("WEB-INF/web.xml:2: "), message);
        assertTrue(message.contains("is 'c', which is not declared"), message);
    }

    @Test
    void keepsMappingsThatCodeMayComplete() throws Exception {
        write("WEB-INF/web.xml", "<web-app><listener><listener-class>a.B</listener-class></listener><servlet-mapping>"
                + "<servlet-name>c</servlet-name><url-pattern>/c</url-pattern></servlet-mapping></web-app>");

        try (WebApp loaded = WebApp.load(app)) {
            assertEquals("c", loaded.model().servlets().get(0).name());
        }
    }

    @Test
    void warnsOfServletsThatCannotBeLoaded() throws Exception {
        write("WEB-INF/web.xml", "<web-app><servlet>\n<servlet-name>c</servlet-name>\n<servlet-class>javax.servlet.X"
                + "</servlet-class></servlet></web-app>");

        String log = logOf(app);

        assertTrue(log.contains("WEB-INF/web.xml:3: the class javax.servlet.X of servlet 'c' cannot be loaded"), log);
        assertTrue(log.contains("Servlet 6.1 is jakarta.servlet"), log);
    }

    @Test
    void warnsOfClassesWithoutServlet() throws Exception {
        assertTrue(logOf(app).contains("neither its descriptors nor its annotations declare a servlet"));

        write("WEB-INF/web.xml", "<web-app metadata-complete='true'/>");
        assertEquals("", logOf(app));
    }

    @Test
    void warnsThatAFolderIsServedAsStaticFiles() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain folder"));

        assertTrue(logOf(plain).contains("plain folder has no WEB-INF: everything in it is served as static files"));
    }

    /** Returns what loading an application logs. */
    private static String logOf(Path location) throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            WebApp.load(location).close();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void namesTheJarThatCannotBeRead() throws Exception {
        write("WEB-INF/lib/broken.jar", "no jar");

        String message = assertThrows(IOException.class, () -> WebApp.load(app)).getMessage();

        assertTrue(message.startsWith("WEB-INF/lib/broken.jar is not a readable jar: "), message);
        assertEquals(List.of(), ownFolders());
    }

    @Test
    void findsInitializersOfItsJarsAndClasses() throws Exception {
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Start", """
                package shop;
                public class Start implements jakarta.servlet.ServletContainerInitializer {
                    public void onStartup(java.util.Set<Class<?>> types, jakarta.servlet.ServletContext context) {}
                }
                """);
        write("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer", "shop.Start");

        try (WebApp loaded = WebApp.load(war())) {
            assertEquals(List.of("shop.Start"), loaded.model().initializers().stream()
                    .map(definition -> definition.initializer().getClass().getName()).toList());
        }
    }

    @Test
    void saysWhichInitializerIsMissing() throws Exception {
        write("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer", "shop.Missing");

        String message = assertThrows(IOException.class, () -> WebApp.load(app)).getMessage();

        assertTrue(message.contains("shop.Missing"), message);
    }

    @ParameterizedTest
    @CsvSource({"/, ''", "'', ''", "/other, /other"})
    void prefersTheContextPathThatItIsGiven(String given, String expected) throws Exception {
        try (WebApp loaded = WebApp.load(app, given)) {
            assertEquals(expected, loaded.application().contextPath());
        }
    }

    @Test
    void findsInTheParentWhatItDoesNotHave() throws Exception {
        try (WebApp loaded = WebApp.load(app, "", getClass().getClassLoader())) {
            assertSame(getClass(), loaded.classLoader().loadClass(getClass().getName()));
        }
    }

    @Test
    void refusesParentWithoutTheServletApi() {
        assertThrows(IllegalArgumentException.class,
                () -> WebApp.load(app, "", ClassLoader.getPlatformClassLoader()));
    }
}

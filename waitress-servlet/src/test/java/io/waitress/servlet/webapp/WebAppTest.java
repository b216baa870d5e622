package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.spi.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

    @Test
    void warnsOfStarsThatAreNoWildcards() throws Exception {
        write("WEB-INF/web.xml", """
                <web-app>
                <servlet><servlet-name>c</servlet-name><servlet-class>shop.Cart</servlet-class></servlet>
                <servlet-mapping>
                  <servlet-name>c</servlet-name><url-pattern>/a/*/b</url-pattern><url-pattern>/fine/*</url-pattern>
                </servlet-mapping>
                <security-constraint>
                  <web-resource-collection><url-pattern>/admin*</url-pattern><url-pattern>*.do</url-pattern>
                  </web-resource-collection><auth-constraint/>
                </security-constraint>
                </web-app>""");

        String log = logOf(app);

        assertTrue(log.contains("The star in the URL pattern '/a/*/b' of servlet 'c' stands for itself only"), log);
        assertTrue(log.contains("The star in the URL pattern '/admin*' of a security constraint stands for itself only"),
                log);
        assertFalse(log.contains("'/fine/*' of") || log.contains("'*.do' of"), log);
    }

    @Test
    void warnsOfAnnotatedServletsThatNothingMaps() throws Exception {
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Lost", """
                package shop;
                @jakarta.servlet.annotation.WebServlet(name = "lost")
                public class Lost extends jakarta.servlet.http.HttpServlet { }
                """);

        String log = logOf(app);
        assertTrue(log.contains("shop.Lost in WEB-INF/classes: @WebServlet has no URL pattern, and no descriptor maps servlet"
                + " 'lost': no request gets there"), log);

        write("WEB-INF/web.xml", "<web-app version='6.1' xmlns='https://jakarta.ee/xml/ns/jakartaee'><servlet-mapping>"
                + "<servlet-name>lost</servlet-name><url-pattern>/x</url-pattern></servlet-mapping></web-app>");
        assertEquals("", logOf(app));
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

    /** Tools list META-INF for the manifest, and not always the folders below. */
    @Test
    void findsTheResourcesOfAJarThatDoesNotListItsFolders() throws Exception {
        Path jar = app.resolve("WEB-INF/lib/unlisted.jar");
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : List.of("META-INF/", "META-INF/MANIFEST.MF", "lib/Other.class",
                    "META-INF/resources/unlisted.txt")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }

        try (WebApp loaded = WebApp.load(app)) {
            assertNotNull(loaded.resources().resource("/unlisted.txt"));
        }
    }

    /** As archives made on a Mac have them beside each jar. */
    @Test
    void ignoresFilesWhoseNamesBeginWithADot() throws Exception {
        write("WEB-INF/lib/._lib.jar", "no jar");

        WebApp.load(war()).close();
    }

    /** Jars merged of several have signatures of what they were. */
    @Test
    void readsTheAnnotationsOfAJarWhoseSignatureIsStale() throws Exception {
        Path signed = folder.resolve("signed");
        TestClasses.compile(signed, "lib.Servlet", "package lib; @jakarta.servlet.annotation.WebServlet(\"/signed\")"
                + " public class Servlet extends jakarta.servlet.http.HttpServlet {}");
        Path jar = app.resolve("WEB-INF/lib/signed.jar");
        TestClasses.jar(jar, signed, Map.of());
        Path store = folder.resolve("keys.p12");
        run("keytool", "-genkeypair", "-keyalg", "EC", "-alias", "a", "-dname", "CN=a", "-keystore", store.toString(),
                "-storepass", "secret", "-validity", "1");
        run("jarsigner", "-keystore", store.toString(), "-storepass", "secret", jar.toString(), "a");
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.write(zip.getPath("lib/Servlet.class"), new byte[] {0}, StandardOpenOption.APPEND);
        }

        try (WebApp loaded = WebApp.load(app)) {
            assertEquals(List.of("lib.Servlet", "jsp"),
                    loaded.model().servlets().stream().map(ServletDefinition::name).toList());
        }
    }

    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", program).toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertEquals(0, process.waitFor(), () -> output.toString());
    }

    @Test
    void tellsWhatItDoesNotInject() throws Exception {
        TestClasses.compile(app.resolve("WEB-INF/classes"), "jakarta.inject.Inject", "package jakarta.inject;"
                + " @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) public @interface Inject {}");
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Wishes", "package shop; public class Wishes {"
                + " @jakarta.inject.Inject private Object database; }");
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Heir", "package shop; public class Heir extends Wishes"
                + " implements jakarta.servlet.ServletContextListener {}");
        write("WEB-INF/web.xml", "<web-app><listener><listener-class>shop.Heir</listener-class></listener></web-app>");

        List<String> log = logOf(app).lines().toList();

        assertEquals(1, log.size(), log.toString());
        assertTrue(log.get(0).endsWith("The application declares what this server does not provide: nothing but @Resource"
                + " is injected, so that what is annotated with @EJB, @Inject, @PersistenceContext and the like stays as it"
                + " is in shop.Heir"), log.toString());
    }

    @Test
    void saysNothingOfWishesOfOthers() throws Exception {
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Wishes", "package shop; public class Wishes {"
                + " @jakarta.annotation.Resource private Object database; }");
        write("WEB-INF/web.xml", "<web-app><listener><listener-class>shop.Cart</listener-class></listener></web-app>");

        assertEquals("", logOf(app));
    }

    @Test
    void makesInitializersWithTheApplicationsClassLoader() throws Exception {
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Start", """
                package shop;
                public class Start implements jakarta.servlet.ServletContainerInitializer {
                    public static final ClassLoader AT_FIRST = Thread.currentThread().getContextClassLoader();
                    public void onStartup(java.util.Set<Class<?>> types, jakarta.servlet.ServletContext context) {}
                }
                """);
        write("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer", "shop.Start");
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        try (WebApp loaded = WebApp.load(app)) {
            assertSame(loaded.classLoader(),
                    loaded.classLoader().loadClass("shop.Start").getField("AT_FIRST").get(null));
        }
        assertSame(before, Thread.currentThread().getContextClassLoader());
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

package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.Redeployment;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that come and go in a folder while the server runs. */
@Timeout(300)
class WebAppsFolderFunctionalTest {

    private static final String SERVLET = """
            package shop;
            import jakarta.servlet.http.*;
            @jakarta.servlet.annotation.WebServlet(urlPatterns = "/*", asyncSupported = true, loadOnStartup = 1)
            public class Shop extends HttpServlet {
                @Override
                public void init() {
                    if ("VERSION".equals("broken")) { throw new IllegalStateException("no stock"); }
                    INIT
                }
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    String path = request.getPathInfo();
                    if (path.equals("/put")) {
                        request.getSession().setAttribute("cart", new Cart("tea"));
                    }
                    if (path.equals("/end")) {
                        request.getSession().invalidate();
                    }
                    if (path.equals("/wait")) {
                        jakarta.servlet.AsyncContext async = request.startAsync();
                        async.setTimeout(0);
                        ((java.util.Map<Object, Object>) System.getProperties().get("shop.waiting")).put("VERSION",
                                (Runnable) () -> {
                                    try {
                                        async.getResponse().getWriter().print("late VERSION");
                                    } catch (java.io.IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                    async.complete();
                                });
                        return;
                    }
                    HttpSession session = request.getSession(false);
                    response.getWriter().print("VERSION " + (session == null ? "none" : session.getAttribute("cart")));
                }
            }
            """;

    private static final String CART = """
            package shop;
            public record Cart(String goods) implements java.io.Serializable { }
            """;

    @TempDir
    private Path folder;
    private Path webapps;
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private final Map<Object, Object> waiting = new java.util.concurrent.ConcurrentHashMap<>();
    private WebAppsFolder served;
    private TestServer server;

    @BeforeEach
    void makeFolder() throws IOException {
        webapps = Files.createDirectory(folder.resolve("webapps"));
        System.getProperties().put("shop.waiting", waiting);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        System.getProperties().remove("shop.waiting");
    }

    @ParameterizedTest
    @CsvSource({"ROOT, ''", "shop, /shop", "a#b, /a/b", "shop##2, /shop", "ROOT##1, ''"})
    void nameIsTheContextPath(String name, String path) {
        assertEquals(path, Candidate.contextPath(name));
    }

    @Test
    void archivesAndFoldersAreServedAtTheirNames() throws Exception {
        put("shop.war", "one", "");
        put("ROOT.war", "root", "");
        TestClasses.compile(webapps.resolve("a#b/WEB-INF/classes"), "shop.Cart", CART);
        TestClasses.compile(webapps.resolve("a#b/WEB-INF/classes"), "shop.Shop", source("folder", ""));
        Files.writeString(webapps.resolve("readme.txt"), "no application");
        start();

        assertEquals("one none", body("/shop/"));
        assertEquals("root none", body("/"));
        assertEquals("folder none", body("/a/b/"));
    }

    @Test
    void addedChangedAndRemovedOnesAreNoticedOnceTheyAreStill() throws Exception {
        start();
        put("shop.war", "one", "");
        served.poll();
        assertEquals(404, server.get("/shop/").statusCode());
        served.poll();
        assertEquals("one none", body("/shop/"));

        put("shop.war", "two", "");
        served.poll();
        assertEquals("one none", body("/shop/"));
        served.poll();
        assertEquals("two none", body("/shop/"));

        Files.delete(webapps.resolve("shop.war"));
        served.poll();
        assertEquals("two none", body("/shop/"));
        served.poll();
        assertEquals(404, server.get("/shop/").statusCode());
    }

    @Test
    void halfAnArchiveAndAFailingOneLeaveTheFormerVersion() throws Exception {
        put("shop.war", "one", "");
        start();
        Path whole = archive("two", "");
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(webapps.resolve("shop.war"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        changed();
        assertEquals("one none", body("/shop/"));

        put("shop.war", "broken", "");
        changed();
        assertEquals("one none", body("/shop/"));

        put("shop.war", "three", "");
        changed();
        assertEquals("three none", body("/shop/"));
    }

    @Test
    void sessionsAreCarriedOver() throws Exception {
        put("shop.war", "one", "");
        start();
        HttpResponse<String> first = server.get("/shop/put");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        assertEquals("one Cart[goods=tea]", first.body());

        put("shop.war", "two", "");
        changed();
        assertEquals("two Cart[goods=tea]", server.get("/shop/", "Cookie", cookie).body());
        put("shop.war", "three", "");
        changed();
        assertEquals("three Cart[goods=tea]", server.get("/shop/", "Cookie", cookie).body());
    }

    @Test
    void runningRequestEndsInTheVersionThatItBeganIn() throws Exception {
        put("shop.war", "one", "");
        start();
        try (RawClient client = server.connect()) {
            client.send("GET /shop/wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Runnable end = awaitWaiting("one");
            put("shop.war", "two", "");
            served.poll();
            served.poll();
            assertEquals("two none", body("/shop/"));
            end.run();
            assertEquals("late one", client.readResponse().text());
        }
        served.awaitRetired();
    }

    private Runnable awaitWaiting(String version) {
        while (!waiting.containsKey(version)) {
            Thread.onSpinWait();
            LockSupport.parkNanos(1_000_000);
        }
        return (Runnable) waiting.remove(version);
    }

    @Test
    void fiftyRedeploymentsLeaveNoClassesBehind() throws Exception {
        put("shop.war", "v0", "");
        start();
        for (int i = 1; i <= 50; i++) {
            assertEquals("v" + (i - 1) + " none", body("/shop/"));
            put("shop.war", "v" + i, "");
            changed();
        }
        assertEquals("v50 none", body("/shop/"));
        assertEquals(51, loaders.size());

        while (loaders.stream().filter(loader -> loader.get() != null).count() > 1) {
            System.gc();    // the test's time-out ends what never comes
            LockSupport.parkNanos(10_000_000);
        }
        long unloaded = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
        assertTrue(unloaded >= 50, () -> unloaded + " classes were unloaded");
    }

    @Test
    void whatKeepsClassesIsNamedAndDriversAreDeregistered() throws Exception {
        Path classes = folder.resolve("leaking/WEB-INF/classes");
        TestClasses.compile(classes, "leak.Driver", """
                package leak;
                import java.sql.*;
                public class Driver implements java.sql.Driver, Runnable {
                    public static Thread thread;
                    public static final java.util.concurrent.CountDownLatch END =
                            new java.util.concurrent.CountDownLatch(1);
                    public void run() {
                        try { END.await(); } catch (InterruptedException e) { return; }
                    }
                    public Connection connect(String url, java.util.Properties info) { return null; }
                    public boolean acceptsURL(String url) { return false; }
                    public DriverPropertyInfo[] getPropertyInfo(String url, java.util.Properties info) {
                        return new DriverPropertyInfo[0];
                    }
                    public int getMajorVersion() { return 1; }
                    public int getMinorVersion() { return 0; }
                    public boolean jdbcCompliant() { return false; }
                    public java.util.logging.Logger getParentLogger() { return null; }
                    public static void begin() throws Exception {
                        DriverManager.registerDriver(new Driver());
                        thread = new Thread(new Driver(), "leaking-thread");
                        thread.setContextClassLoader(Driver.class.getClassLoader());
                        thread.start();
                    }
                }
                """);
        try (WebAppClassLoader loader = WebAppClassLoader.isolated("leaking", List.of(classes.toUri().toURL()))) {
            Class<?> driver = loader.loadClass("leak.Driver");
            driver.getMethod("begin").invoke(null);
            try {
                List<String> lines = LoaderLeaks.find(loader);

                assertTrue(lines.get(0).contains("JDBC driver leak.Driver"), lines::toString);
                assertTrue(lines.get(1).contains("thread 'leaking-thread' still runs")
                        && lines.get(1).contains("leak.Driver.run"), lines::toString);
            } finally {
                ((CountDownLatch) driver.getField("END").get(null)).countDown();
                ((Thread) driver.getField("thread").get(null)).join();
            }
            List<String> after = LoaderLeaks.find(loader);
            assertFalse(after.stream().anyMatch(line -> line.contains("JDBC") || line.contains("'leaking-thread'")),
                    after::toString);
        }
    }

    /** Looks until a change counts, and waits for the end of what it has replaced. */
    private void changed() throws InterruptedException {
        served.poll();
        served.poll();
        served.awaitRetired();
    }

    private void start() throws Exception {
        served = new WebAppsFolder(webapps, Redeployment.changing(), List.of(), (file, path) -> {
            WebApp app = WebApp.load(file, path);
            loaders.add(new WeakReference<>(app.classLoader()));
            return app;
        }, false);
        server = TestServer.start(served, settings -> settings.shutdownGrace(Duration.ofSeconds(30)));
    }

    private String body(String path) throws Exception {
        return server.get(path).body();
    }

    private static String source(String version, String init) {
        return SERVLET.replace("VERSION", version).replace("INIT", init);
    }

    private Path archive(String version, String init) throws IOException {
        Path app = folder.resolve("apps").resolve(version);
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Cart", CART);
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Shop", source(version, init));
        Path archive = folder.resolve("apps").resolve(version + ".war");
        TestClasses.jar(archive, app, Map.of());
        return archive;
    }

    private void put(String name, String version, String init) throws IOException {
        Files.move(archive(version, init), webapps.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}

package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.TestClasses;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class MainTest {

    private static final String HELLO = """
            package shop;
            import jakarta.servlet.http.*;
            public class Hello extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    response.getWriter().print(request.getContextPath() + "|" + request.getPathInfo() + "|"
                            + Thread.currentThread().getContextClassLoader().getClass().getSimpleName());
                }
            }
            """;

    @TempDir
    private Path folder;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Thread serving;

    /** A servlet that the server's own class loader finds. */
    public static class OwnServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("own " + request.getServletPath() + request.getPathInfo());
        }
    }

    /** A servlet that fails. */
    public static class FailingServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            throw new IllegalStateException("deliberate");
        }
    }

    public static ServletApplication create() {
        return ServletApplication.builder().contextPath("/made").servlet("/a", new OwnServlet()).build();
    }

    public static ServletApplication fail() {
        throw new IllegalStateException("no coffee");
    }

    public static ServletApplication nothing() {
        return null;
    }

    public static String text() {
        return "";
    }

    @AfterEach
    void stopServing() throws InterruptedException {
        if (serving != null) {
            serving.interrupt();
            serving.join();
        }
    }

    /** Runs a command that ends by itself, and returns what it says on standard output. */
    private String run(int expectedStatus, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = new Main(print(out), print(err)).run(List.of(arguments), Map.of());
        assertEquals(expectedStatus, status, () -> err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream target) {
        return new PrintStream(target, true, StandardCharsets.UTF_8);
    }

    private List<String> errors() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Runs a command that serves at one address, and returns that. */
    private Serving serve(String... arguments) throws IOException {
        PipedInputStream lines = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(lines), true, StandardCharsets.UTF_8);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        serving = new Thread(() -> {
            try (out) {
                status.complete(new Main(out, print(err)).run(List.of(arguments), Map.of()));
            } catch (RuntimeException | Error e) {
                status.completeExceptionally(e);
            }
        });
        serving.start();
        String line = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8)).readLine();
        assertNotNull(line, () -> err.toString(StandardCharsets.UTF_8));
        assertTrue(line.matches("Serving on http://127\\.0\\.0\\.1:\\d+"), line);
        return new Serving(line.substring("Serving on ".length()), status);
    }

    private record Serving(String uri, CompletableFuture<Integer> status) {

        String get(String path) throws IOException, InterruptedException {
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri + path)).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private Path webApp(String name) throws IOException {
        Path app = folder.resolve(name);
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Hello", HELLO);
        Files.writeString(app.resolve("index.html"), "index of " + name);
        Files.writeString(app.resolve("WEB-INF/web.xml"), """
                <web-app>
                  <servlet><servlet-name>h</servlet-name><servlet-class>shop.Hello</servlet-class></servlet>
                  <servlet-mapping><servlet-name>h</servlet-name><url-pattern>/hello/*</url-pattern></servlet-mapping>
                </web-app>
                """);
        return app;
    }

    @Test
    void servesAFolder() throws Exception {
        Serving server = serve("--listen=127.0.0.1:0", webApp("shop").toString());

        assertEquals("index of shop", server.get("/"));
        assertEquals("|/x|WebAppClassLoader", server.get("/hello/x"));
    }

    @Test
    void servesSeveralArchivesAndFolders() throws Exception {
        Path war = folder.resolve("one.war");
        TestClasses.jar(war, webApp("one"), Map.of());

        Serving server = serve("--listen", "127.0.0.1:0", "--context-path=/first", war.toString(),
                "--app=/second=" + webApp("two"));

        assertEquals("index of one", server.get("/first/index.html"));
        assertEquals("/first|/x|WebAppClassLoader", server.get("/first/hello/x"));
        assertEquals("index of two", server.get("/second/index.html"));
    }

    @Test
    void checksWhatItWouldServe() throws Exception {
        assertEquals("OK: / answers with 200" + System.lineSeparator() + "OK: /made/ answers with 404"
                + System.lineSeparator(), run(Main.STOPPED, "--check", webApp("shop").toString(),
                "--app=/made=" + MainTest.class.getName() + "::create"));
    }

    @Test
    void checksWhileAnotherServerHasTheAddress() throws Exception {
        String app = webApp("shop").toString();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());

            run(Main.STOPPED, "--check", "--host=127.0.0.1", "--port", port, app);
            run(Main.STOPPED, "--check", "--listen=127.0.0.1:" + port, app);
        }
    }

    @Test
    void checksWithACertificateAndARedirect() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=localhost", "-keystore", keys.toString(),
                "-storepass", "secret").redirectErrorStream(true).redirectOutput(folder.resolve("keytool").toFile()).start();
        assertEquals(0, keytool.waitFor(), Files.readString(folder.resolve("keytool")));
        String app = webApp("shop").toString();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String busy = "127.0.0.1:" + other.getLocalPort();

            assertEquals("OK: / answers with 200", run(Main.STOPPED, "--check", "--tls-keystore=" + keys,
                    "--tls-password=secret", "--listen=" + busy, "--redirect-http=" + busy, app).strip());
        }
        run(Main.FAILED, "--check", "--tls-keystore=" + keys, "--tls-password=wrong", app);
    }

    @Test
    void aCheckFailsIfAnApplicationFailsToAnswer() {
        assertEquals("", run(Main.FAILED, "--check", "--url-prefix=/p", FailingServlet.class.getName()));
        assertEquals(List.of("waitress-serve: / answers with 500"), errors().stream()
                .filter(line -> line.startsWith("waitress-serve: ")).toList());
    }

    @Test
    void aCheckFailsIfAnApplicationDoesNotStart() {
        run(Main.FAILED, "--check", MainTest.class.getName() + "::fail");

        assertEquals("waitress-serve: " + MainTest.class.getName()
                + "::fail has failed: no coffee", errors().get(0));
    }

    /** A servlet that wants a login. */
    public static class LoginServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            request.login(request.getParameter("n"), request.getParameter("p"));
            response.getWriter().print(request.getRemoteUser() + " " + request.isUserInRole("staff"));
        }
    }

    @Test
    void knowsTheUsersOfAFile() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "ada: secret,staff\n");

        Serving server = serve("--listen=127.0.0.1:0", "--users=" + users, LoginServlet.class.getName());

        assertEquals("ada true", server.get("/?n=ada&p=secret"));
    }

    @Test
    void saysWhatIsWrongWithTheUsers() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "\nada\n");

        run(Main.FAILED, "--check", "--users=" + users, LoginServlet.class.getName());

        assertEquals("waitress-serve: cannot read users: " + users
                + ", line 2: expected NAME: PASSWORD, or NAME: PASSWORD,ROLE,ROLE", errors().get(0));
    }

    @Test
    void saysWhichOfSeveralApplicationsDoesNotStart() throws Exception {
        Path broken = webApp("broken");
        Files.writeString(broken.resolve("WEB-INF/web.xml"), """
                <web-app><listener><listener-class>shop.Missing</listener-class></listener></web-app>
                """);
        for (String option : new String[] {"--log-level=error", "--check"}) {
            err.reset();
            run(Main.FAILED, option, "--listen=127.0.0.1:0", webApp("first").toString(), "--app=/second=" + broken,
                    "--app=/third=" + webApp("third"));

            assertEquals("waitress-serve: The application at '/second' cannot start: "
                    + "shop.Missing", errors().get(0).replaceAll("(: )[^:]*(shop.Missing).*", "$1$2"));
        }
    }

    @Test
    void checksAllApplications() throws Exception {
        String checked = run(Main.FAILED, "--check", webApp("first").toString(), "--app=/bad="
                + FailingServlet.class.getName(), "--app=/third=" + webApp("third"));

        assertEquals(List.of("OK: / answers with 200", "OK: /third/ answers with 200"), checked.lines().toList());
        assertTrue(errors().contains("waitress-serve: /bad/ answers with 500"), errors()::toString);
    }

    @Test
    void servesAServletClassFromTheClassPath() throws Exception {
        TestClasses.compile(folder, "shop.Hello", HELLO);

        Serving server = serve("--listen=127.0.0.1:0", "--classpath=" + folder, "--context-path=/c", "shop.Hello");

        assertEquals("/c|/any/path|WebAppClassLoader", server.get("/c/any/path"));
    }

    @Test
    void servesAServletClassOfItsOwnClassPath() throws Exception {
        Serving server = serve("--listen=127.0.0.1:0", OwnServlet.class.getName());

        assertEquals("own /x", server.get("/x"));
    }

    @ParameterizedTest
    @CsvSource({"--, /made", "--context-path=/other, /other"})
    void servesWhatAMethodMakes(String option, String path) throws Exception {
        Serving server = option.equals("--")
                ? serve("--listen=127.0.0.1:0", MainTest.class.getName() + "::create")
                : serve("--listen=127.0.0.1:0", option, MainTest.class.getName() + "::create");

        assertEquals("own /anull", server.get(path + "/a"));
    }

    @Test
    void endsWithZeroAndCleansUpWhenStopped() throws Exception {
        String name = "gone-" + folder.getFileName();
        Path war = folder.resolve(name + ".war");
        TestClasses.jar(war, webApp("gone"), Map.of());
        Serving server = serve("--listen=127.0.0.1:0", war.toString());

        serving.interrupt();

        assertEquals(0, server.status.get(30, TimeUnit.SECONDS));
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("waitress-" + name)));
        }
    }

    @Test
    void showsHelpAndVersion() {
        assertTrue(run(0, "--help").startsWith("Usage: "));
        assertTrue(run(0, "--version").startsWith("waitress-serve "));
        assertEquals(List.of(), errors());
    }

    @Test
    void saysInOneLineWhatIsWrongWithTheCommand() {
        assertEquals("", run(2, "--treads=3", "x.war"));

        assertEquals(List.of("waitress-serve: --treads: no such option; did you mean --threads?"), errors());
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals("", run(1, "--listen=127.0.0.1:" + taken.getLocalPort(), OwnServlet.class.getName()));

            String error = errors().get(0);
            assertTrue(error.startsWith("waitress-serve: cannot start: Cannot listen on 127.0.0.1:"
                    + taken.getLocalPort()), error);
        }
    }

    @Test
    void saysWhereADescriptorIsWrong() throws Exception {
        Path app = webApp("broken");
        Files.writeString(app.resolve("WEB-INF/web.xml"), "<web-app>\n<sevlet/></web-app>");

        run(1, app.toString());

        assertEquals(List.of("waitress-serve: cannot load " + app + ": WEB-INF/web.xml:2: unknown element <sevlet> in"
                + " <web-app>; expected one that the Servlet specification (2.2 to 6.1) has there"), errors());
    }

    @Test
    void saysWhichClassAnApplicationLacks() throws Exception {
        Path app = webApp("lacking");
        Files.writeString(app.resolve("WEB-INF/web.xml"),
                "<web-app><listener><listener-class>shop.Missing</listener-class></listener></web-app>");

        run(1, "--listen=127.0.0.1:0", app.toString());

        assertTrue(errors().get(0).startsWith("waitress-serve: The application at '/' cannot start: "), errors()::toString);
        assertTrue(errors().stream().anyMatch(line -> line.contains("shop.Missing")), errors()::toString);
    }

    @Test
    void saysOnceWhatFailedAndWhere() throws Exception {
        Path app = webApp("failing");
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Failing", """
                package shop;
                public class Failing extends jakarta.servlet.http.HttpServlet {
                    @Override
                    public void init() {
                        throw new IllegalStateException("no database");
                    }
                }
                """);
        Files.writeString(app.resolve("WEB-INF/web.xml"), """
                <web-app><servlet><servlet-name>f</servlet-name><servlet-class>shop.Failing</servlet-class>
                <load-on-startup>1</load-on-startup></servlet></web-app>
                """);

        run(1, "--listen=127.0.0.1:0", app.toString());

        assertTrue(errors().get(0).startsWith("waitress-serve: The application at '/' cannot start: servlet 'f': "),
                errors()::toString);
        assertEquals(List.of("    caused by: java.lang.IllegalStateException: no database",
                "        at shop.Failing.init(Failing.java:5)"), errors().subList(1, errors().size()));
    }

    @Test
    void saysOnceThatAnArchiveIsBroken() throws Exception {
        Path war = Files.writeString(folder.resolve("bad.war"), "no archive");

        run(1, war.toString());

        assertEquals(1, errors().size(), errors()::toString);
        assertTrue(errors().get(0).startsWith(
                "waitress-serve: cannot load " + war + ": " + war + " is not a readable archive: "), errors()::toString);
    }

    @Test
    void saysWhatAnApplicationForJavaxServletNeeds() throws Exception {
        Path app = webApp("old");
        Files.writeString(app.resolve("WEB-INF/web.xml"), """
                <web-app><listener><listener-class>javax.servlet.Old</listener-class></listener></web-app>
                """);

        run(1, "--listen=127.0.0.1:0", app.toString());

        assertTrue(errors().stream().anyMatch(line -> line.contains("Servlet 6.1 is jakarta.servlet")),
                errors()::toString);
    }

    @Test
    void namesTheAddressWhoseHostIsUnknown() {
        run(1, "--listen=no-such-host.invalid", OwnServlet.class.getName());

        assertTrue(errors().get(0).startsWith("waitress-serve: cannot start: no-such-host.invalid:8080: no host of"),
                errors()::toString);
    }

    @Test
    void refusesASecondApplicationOfAPathAsWrongUsage() throws Exception {
        Path app = webApp("twice");

        run(2, "--app=/=" + app, app.toString());

        assertEquals(List.of("waitress-serve: --app=/=" + app
                + ": another application has the context path / already: " + app), errors());
    }

    @Test
    void refusesResourcesBeforeThereIsAnApplicationToTakeThem() {
        run(2, "--listen=127.0.0.1:0", "--webapps=" + folder, "--resource=jdbc/a.maxSize=3");

        assertTrue(err.toString(StandardCharsets.UTF_8).contains("resource jdbc/a: nothing tells what it is"),
                () -> err.toString(StandardCharsets.UTF_8));
    }

    /** Settings are told of as they were given: an option here, a line of a file there. */
    @Test
    void namesSettingsAsTheyWereGiven() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path config = Files.writeString(folder.resolve("config"), "tls-certificate=" + missing + "\n");

        for (List<String> given : List.of(List.of("--tls-certificate=" + missing, "--tls-certificate"),
                List.of("--config=" + config, "tls-certificate"))) {
            err.reset();
            run(Main.FAILED, given.get(0), "--listen=127.0.0.1:0", OwnServlet.class.getName());

            assertEquals("waitress-serve: cannot start: " + given.get(1) + ": " + missing + ": no such file",
                    errors().get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, true", "rw-r-----, false"})
    void warnsOfUsersThatAllMayRead(String permissions, boolean warned) throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "ada: secret,staff\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString(permissions));
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(print(log));
        try {
            run(Main.STOPPED, "--check", "--users=" + users, OwnServlet.class.getName());
        } finally {
            System.setErr(before);
        }
        assertEquals(warned, log.toString(StandardCharsets.UTF_8).contains(users + " has passwords, and all users"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "shop.Nowhere | shop.Nowhere: no such class; --classpath tells where classes are",
        "java.lang.String | java.lang.String is not a servlet; expected a class that implements"
                + " jakarta.servlet.Servlet, or java.lang.String::method for one that returns a ServletApplication",
        "ME::missing | ME::missing: no such method; expected a public one without parameters",
        "ME::text | ME::text: expected a static method that returns a ServletApplication",
        "ME::nothing | ME::nothing has returned null; expected a ServletApplication",
        "ME::fail | ME::fail has failed: no coffee",
    })
    void saysWhatIsWrongWithAClass(String app, String expected) {
        run(1, app.replace("ME", MainTest.class.getName()));

        assertEquals("waitress-serve: " + expected.replace("ME", MainTest.class.getName()), errors().get(0));
    }
}

package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.ResourceOptions;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What applications find by name, over a socket: each with its own database driver in WEB-INF/lib. */
@Timeout(300)
class ResourcesFunctionalTest {

    /** Answers what its query string asks for. */
    private static final String SHOP = """
            package shop;
            import %1$s.servlet.http.*;
            import java.sql.*;
            import javax.naming.*;
            import javax.sql.DataSource;
            public class Shop extends HttpServlet {
                public enum Size { SMALL, LARGE }
                private int limit = 1;
                private Size size;
                private Class<?> type;
                private DataSource database;
                void setLimit(int value) { limit = value; }
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                    String asked = request.getParameter("name");
                    Object[] said = new Object[1];
                    Runnable work = () -> said[0] = answer(request.getServletPath(), asked);
                    if (request.getParameter("thread") == null) {
                        work.run();
                    } else {
                        Thread thread = new Thread(work);
                        thread.start();
                        try { thread.join(); } catch (InterruptedException e) { throw new java.io.IOException(e); }
                    }
                    response.setContentType("text/plain");
                    response.setCharacterEncoding("UTF-8");
                    response.getWriter().print(said[0]);
                }
                private Object answer(String path, String asked) {
                    try {
                        switch (path) {
                            case "/lookup": return new InitialContext().lookup(asked);
                            case "/two-steps": return ((Context) new InitialContext().lookup("java:comp/env")).lookup(asked);
                            case "/list": {
                                StringBuilder all = new StringBuilder();
                                NamingEnumeration<NameClassPair> found = new InitialContext().list(asked);
                                while (found.hasMore()) {
                                    all.append(found.next().getName()).append(' ');
                                }
                                return all;
                            }
                            case "/bind": new InitialContext().bind(asked, "x"); return "bound";
                            case "/injected": return limit + " " + size + " " + type + " " + query(database, "VALUES 7");
                            default: return query((DataSource) new InitialContext().lookup(asked), "SELECT name FROM shop");
                        }
                    } catch (Exception e) {
                        return e.getClass().getSimpleName() + ": " + e.getMessage();
                    }
                }
                private static String query(DataSource source, String sql) throws SQLException {
                    if (source == null) {
                        return null;
                    }
                    try (Connection connection = source.getConnection();
                            ResultSet found = connection.createStatement().executeQuery(sql)) {
                        found.next();
                        return found.getString(1);
                    }
                }
            }
            """;

    private static final String WEB_XML = """
            <web-app>
              <servlet><servlet-name>s</servlet-name><servlet-class>shop.Shop</servlet-class></servlet>
              <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/lookup</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/two-steps</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/list</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/bind</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/query</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/injected</url-pattern></servlet-mapping>
              <env-entry><env-entry-name>text</env-entry-name><env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>plain</env-entry-value></env-entry>
              <env-entry><env-entry-name>limit</env-entry-name><env-entry-type>java.lang.Integer</env-entry-type>
                <env-entry-value>42</env-entry-value>
                <injection-target><injection-target-class>shop.Shop</injection-target-class>
                  <injection-target-name>limit</injection-target-name></injection-target></env-entry>
              <env-entry><env-entry-name>size</env-entry-name><env-entry-value>LARGE</env-entry-value>
                <injection-target><injection-target-class>shop.Shop</injection-target-class>
                  <injection-target-name>size</injection-target-name></injection-target></env-entry>
              <env-entry><env-entry-name>type</env-entry-name><env-entry-type>java.lang.Class</env-entry-type>
                <env-entry-value>shop.Shop</env-entry-value>
                <injection-target><injection-target-class>shop.Shop</injection-target-class>
                  <injection-target-name>type</injection-target-name></injection-target></env-entry>
              <env-entry><env-entry-name>alias</env-entry-name><lookup-name>java:comp/env/text</lookup-name></env-entry>
              <env-entry><env-entry-name>round</env-entry-name><lookup-name>round</lookup-name></env-entry>
              <env-entry><env-entry-name>unset</env-entry-name><env-entry-type>java.lang.Long</env-entry-type></env-entry>
              <resource-ref><res-ref-name>jdbc/shop</res-ref-name><res-type>javax.sql.DataSource</res-type>
                <res-auth>Container</res-auth>
                <injection-target><injection-target-class>shop.Shop</injection-target-class>
                  <injection-target-name>database</injection-target-name></injection-target></resource-ref>
              <ejb-ref><ejb-ref-name>ejb/Cart</ejb-ref-name><remote>shop.Cart</remote></ejb-ref>
            %s</web-app>
            """;

    @TempDir
    private static Path compiled;

    @TempDir
    private Path folder;
    private final List<WebApp> apps = new ArrayList<>();
    private TestServer server;

    @BeforeAll
    static void compile() throws IOException {
        TestClasses.compile(compiled.resolve("jakarta"), "shop.Shop", SHOP.formatted("jakarta"));
        TestClasses.compile(compiled.resolve("javax"), "target/legacy-apis/servlet-api-2.5.jar", "shop.Shop",
                SHOP.formatted("javax"));
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        for (WebApp app : apps) {
            app.close();
        }
    }

    /** Lays out an application whose classes use the Servlet API of a package. */
    private Path application(String api, String declared) throws IOException {
        Path root = folder.resolve(api + apps.size());
        Path classes = Files.createDirectories(root.resolve("WEB-INF/classes/shop"));
        for (String name : List.of("Shop", "Shop$Size")) {
            Files.copy(compiled.resolve(api).resolve("shop/" + name + ".class"), classes.resolve(name + ".class"));
        }
        Path lib = Files.createDirectories(root.resolve("WEB-INF/lib"));
        try (var jars = Files.newDirectoryStream(Path.of("target/h2"))) {
            for (Path jar : jars) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        Files.writeString(root.resolve("WEB-INF/web.xml"), WEB_XML.formatted(declared));
        return root;
    }

    private ServletApplication load(String api, String contextPath, String declared) throws IOException {
        WebApp app = WebApp.load(application(api, declared), contextPath);
        apps.add(app);
        return app.application();
    }

    private static void database(ResourceOptions resources, String name, String database) {
        resources.setting(name, "jdbc:h2:mem:" + database
                + ";INIT=CREATE TABLE IF NOT EXISTS shop AS SELECT '" + database + "' AS name");
        resources.setting(name + ".maximumPoolSize", "2");
        resources.setting(name + ".username", "sa");
    }

    private void start(ServletApplication application) {
        server = TestServer.start(application);
    }

    private void start(String api, String declared, Consumer<ResourceOptions> resources) throws IOException {
        start(load(api, "", declared).withResources(resources));
    }

    private String get(String path) throws IOException {
        try (RawClient client = server.connect()) {
            return client.get(path).text();
        }
    }

    private String ask(String path, String name) throws IOException {
        return get(path + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"jakarta", "javax"})
    void queriesADatabaseWhoseDriverIsTheApplications(String api) throws IOException {
        start(api, "", resources -> database(resources, "jdbc/shop", api));

        assertEquals(api, ask("/query", "java:comp/env/jdbc/shop"));
        assertEquals("42 LARGE class shop.Shop 7", get("/injected"));
        assertEquals(api, get("/query?thread&name=java:comp/env/jdbc/shop"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/lookup    | java:comp/env/text    | plain",
        "/lookup    | java:/comp/env/text   | plain",
        "/lookup    | java:module/env/text  | plain",
        "/lookup    | java:comp/env/alias   | plain",
        "/lookup    | java:comp/env         | java:comp/env",
        "/lookup    | java:                 | java:",
        "/lookup    | text                  | plain",
        "/lookup    | java:/text            | plain",
        "/lookup    | java:jboss/shop       | given",
        "/lookup    | java:comp/env/made    | 0",
        "/lookup    | java:comp/env/owner   | Ada",
        "/two-steps | limit                 | 42",
        "/two-steps | java:comp/env/limit   | 42",
        "/two-steps | ''                    | java:comp/env",
        "/list      | java:comp/env         | alias ejb jdbc limit made owner round size text type ",
        "/list      | java:                 | app comp global jboss ",
        "/list      | java:comp/env/text    | NotContextException: text is an object; expected a folder of names",
        "/bind      | java:comp/env/x       | OperationNotSupportedException: java:comp/env/x cannot be changed: names are"
                + " read-only for applications",
        "/lookup    | java:comp/env/round   | NamingException: round leads through lookup-names back to itself",
        "/lookup    | java:comp/env/unset   | NameNotFoundException: unset is not there: it is neither declared by the"
                + " application nor given by --resource=unset=...",
        "/lookup    | java:comp/env/txet    | NameNotFoundException: txet is not there: it is neither declared by the"
                + " application nor given by --resource=txet=...",
        "/lookup    | java:comp/env/jdbc/shp| NameNotFoundException: jdbc/shp is not there: it is neither declared by the"
                + " application nor given by --resource=jdbc/shp=...; did you mean jdbc/shop?",
        "/lookup    | java:comp/env/ejb/Cart| NameNotFoundException: ejb/Cart is declared by WEB-INF/web.xml:29 (ejb-ref of"
                + " type shop.Cart), but this server has none of that kind; --resource=ejb/Cart.factory=CLASS would give it",
        "/lookup    | java:comp/UserTransaction | NameNotFoundException: java:comp/UserTransaction is not there: this server"
                + " has no transaction manager (JTA); --resource=java:comp/UserTransaction.factory=CLASS gives that of a"
                + " library",
    })
    void findsWhatIsDeclaredAndGiven(String path, String name, String expected) throws IOException {
        start("jakarta", "", resources -> {
            database(resources, "jdbc/shop", "names");
            resources.setting("java:jboss/shop", "given");
            resources.setting("made.type", "java.util.concurrent.atomic.AtomicInteger");
            resources.object("owner", "Ada");
        });

        assertEquals(expected, ask(path, name).strip());
    }

    @Test
    void keepsApplicationsApart() throws IOException {
        ServletApplication both = ServletApplication.compose(load("jakarta", "/a", ""), load("javax", "/b", ""));
        start(both.withResources(resources -> {
            database(resources, "/b:jdbc/shop", "b");
            database(resources, "jdbc/shop", "others");
            resources.setting("/a:text", "replaced");
        }));

        assertEquals("others", ask("/a/query", "java:comp/env/jdbc/shop"));
        assertEquals("b", ask("/b/query", "java:comp/env/jdbc/shop"));
        assertEquals("replaced", ask("/a/lookup", "java:comp/env/text"));
        assertEquals("plain", ask("/b/lookup", "java:comp/env/text"));
    }

    @Test
    void makesWhatDescriptorsDefine() throws IOException {
        start("jakarta", """
                <data-source><name>java:app/jdbc/own</name><class-name>org.h2.jdbcx.JdbcDataSource</class-name>
                  <url>jdbc:h2:mem:own;INIT=CREATE TABLE IF NOT EXISTS shop AS SELECT 'own' AS name</url>
                  <user>sa</user><password/><isolation-level>TRANSACTION_READ_COMMITTED</isolation-level>
                  <max-pool-size>2</max-pool-size></data-source>
                """, resources -> database(resources, "jdbc/shop", "other"));

        assertEquals("own", ask("/query", "java:app/jdbc/own"));
    }

    @Test
    void injectsWhatAnnotationsAskFor() throws IOException {
        Path root = application("jakarta", "");
        TestClasses.compile(root.resolve("WEB-INF/classes"), "shop.Annotated", """
                package shop;
                import jakarta.annotation.Resource;
                import jakarta.servlet.http.*;
                @jakarta.servlet.annotation.WebServlet("/annotated")
                @jakarta.annotation.sql.DataSourceDefinition(name = "java:app/jdbc/defined", user = "sa",
                        className = "org.h2.jdbcx.JdbcDataSource", properties = "url=jdbc:h2:mem:defined")
                @Resource(name = "renamed", lookup = "java:comp/env/limit", type = Integer.class)
                public class Annotated extends HttpServlet {
                    @Resource(lookup = "java:app/jdbc/defined") private javax.sql.DataSource database;
                    @Resource(name = "text") private String text;
                    @Resource private String none = "own";
                    @Resource(mappedName = "owner") private Object owner;
                    @Resource private long given;
                    private int limit;
                    @Resource(name = "limit") private void setLimit(int value) { limit = value; }
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response)
                            throws java.io.IOException {
                        try (java.sql.Connection connection = database.getConnection()) {
                            response.getWriter().print(connection.getMetaData().getURL() + " " + text + " " + none + " "
                                    + owner + " " + given + " " + limit + " "
                                    + new javax.naming.InitialContext().lookup("java:comp/env/renamed"));
                        } catch (Exception e) {
                            throw new java.io.IOException(e);
                        }
                    }
                }
                """);
        WebApp app = WebApp.load(root);
        apps.add(app);
        start(app.application().withResources(resources -> resources.object("owner", "Ada")
                .setting("shop.Annotated/given", "12").setting("jdbc/shop", "jdbc:h2:mem:unused")));

        assertEquals("jdbc:h2:mem:defined plain own Ada 12 42 42", get("/annotated"));
    }

    @Test
    void closesPoolsAtTheEnd() throws Exception {
        start("jakarta", "", resources -> database(resources, "jdbc/shop", "closed"));
        assertEquals("closed", ask("/query", "java:comp/env/jdbc/shop"));
        AutoCloseable pool = (AutoCloseable) lookup("jdbc/shop");

        server.close();

        assertEquals(true, pool.getClass().getMethod("isClosed").invoke(pool));
        server = null;
    }

    /** Looks a name up as an application's thread does. */
    private Object lookup(String name) throws NamingException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(apps.get(0).classLoader());
        try {
            return new InitialContext().lookup("java:comp/env/" + name);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jdbc/shop                  | jdbc:nobody://host/x?password=secret | no driver in the application's class path knows the"
                + " URL jdbc:nobody://host/x (found org.h2.Driver)",
        "jdbc/shop.driverClassName  | org.nobody.Driver  | the class org.nobody.Driver cannot be loaded by the application's",
        "jdbc/shop.classpath        | no/such.jar        | classpath: there is no file or folder no/such.jar",
    })
    void failsTheStartForWantOfADriver(String key, String value, String expected) throws IOException {
        ServletApplication application = load("jakarta", "", "").withResources(resources -> {
            resources.setting(key, value);
            if (!key.equals("jdbc/shop")) {
                resources.setting("jdbc/shop", "jdbc:h2:mem:never");
            }
        });

        Throwable failure = assertThrows(RuntimeException.class, () -> start(application));

        while (failure.getCause() != null && !failure.getMessage().contains("resource jdbc/shop")) {
            failure = failure.getCause();
        }
        assertTrue(failure.getMessage().contains("resource jdbc/shop cannot be made: " + expected), failure.toString());
        assertFalse(failure.toString().contains("secret"), failure.toString());
    }

    /** A component that asks for it to be injected must not be used (Jakarta EE 11, section 5.2.5). */
    @Test
    void startsWithoutWhatNobodyGaveAndSaysWhatWouldGiveIt() throws IOException {
        start("jakarta", "", resources -> { });

        NamingException missing = assertThrows(NamingException.class, () -> lookup("jdbc/shop"));
        assertEquals("jdbc/shop is declared by WEB-INF/web.xml:25 (resource-ref of type javax.sql.DataSource), but nothing"
                + " was given for it; --resource=jdbc/shop=jdbc:... would give it", missing.getMessage());
        try (RawClient client = server.connect()) {
            assertEquals(500, client.get("/lookup").status());
        }
    }

    /** The mail library asks for the password when it connects; a server that speaks as much SMTP as that takes. */
    @Test
    void sendsMailByTheLibraryOfTheApplication() throws Exception {
        Path root = application("jakarta", "<mail-session><name>java:comp/env/mail/own</name><host>localhost</host>"
                + "<from>shop@example.com</from></mail-session>");
        try (var jars = Files.newDirectoryStream(Path.of("target/mail"))) {
            for (Path jar : jars) {
                Files.copy(jar, root.resolve("WEB-INF/lib").resolve(jar.getFileName()));
            }
        }
        TestClasses.compile(root.resolve("WEB-INF/classes"), mailClassPath(), "shop.Post", """
                package shop;
                public class Post extends jakarta.servlet.GenericServlet {
                    @jakarta.annotation.Resource(name = "mail/session")
                    private jakarta.mail.Session session;
                    @jakarta.annotation.Resource(lookup = "java:comp/env/mail/own")
                    private jakarta.mail.Session own;
                    @Override
                    public void service(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
                            throws java.io.IOException {
                        try (jakarta.mail.Transport transport = session.getTransport()) {
                            transport.connect();
                            response.getWriter().print(transport.isConnected() + " " + own.getProperty("mail.from"));
                        } catch (jakarta.mail.MessagingException e) {
                            response.getWriter().print(e);
                        }
                    }
                }
                """);
        String webXml = Files.readString(root.resolve("WEB-INF/web.xml"));
        Files.writeString(root.resolve("WEB-INF/web.xml"), webXml.replace("</web-app>", "<servlet><servlet-name>p"
                + "</servlet-name><servlet-class>shop.Post</servlet-class></servlet><servlet-mapping><servlet-name>p"
                + "</servlet-name><url-pattern>/post</url-pattern></servlet-mapping></web-app>"));
        WebApp app = WebApp.load(root);
        apps.add(app);
        try (ServerSocket smtp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> login = CompletableFuture.supplyAsync(() -> acceptLogin(smtp));
            start(app.application().withResources(resources -> resources
                    .setting("mail/session", "smtp://localhost:" + smtp.getLocalPort())
                    .setting("mail/session.mail.smtp.auth.mechanisms", "PLAIN")
                    .setting("mail/session.username", "ada").setting("mail/session.password", "secret")));

            assertEquals("true shop@example.com", get("/post"));
            assertEquals("ada,secret", login.get());
        }
    }

    private static String mailClassPath() throws IOException {
        StringBuilder all = new StringBuilder(System.getProperty("java.class.path"));
        try (var jars = Files.newDirectoryStream(Path.of("target/mail"))) {
            jars.forEach(jar -> all.append(File.pathSeparator).append(jar.toAbsolutePath()));
        }
        return all.toString();
    }

    private static String acceptLogin(ServerSocket smtp) {
        String[] words = {};
        try (Socket client = smtp.accept();
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(),
                        StandardCharsets.US_ASCII))) {
            OutputStream out = client.getOutputStream();
            out.write("220 here\r\n".getBytes(StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("AUTH ")) {
                    words = line.split(" ");
                }
                out.write((line.startsWith("EHLO") ? "250-here\r\n250 AUTH PLAIN\r\n"
                        : line.startsWith("AUTH") ? "235 welcome\r\n" : line.startsWith("QUIT") ? "221 bye\r\n"
                        : "250 fine\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] sent = new String(Base64.getDecoder().decode(words[2]), StandardCharsets.US_ASCII).split("\0");
        return sent[1] + "," + sent[2];
    }
}

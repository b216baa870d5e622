package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that were compiled against the API of older versions, over a socket. */
@Timeout(300)
class LegacyAppFunctionalTest {

    private static final String SERVLET_4 = "target/legacy-apis/javax.servlet-api-4.0.1.jar";
    private static final String SERVLET_2 = "target/legacy-apis/servlet-api-2.5.jar";

    /** Does what the path asks for with what Servlet 6 removed. */
    private static final String OLD = """
            package old;
            import java.util.*;
            import java.util.function.*;
            import javax.servlet.*;
            import javax.servlet.http.*;
            public class Old extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws ServletException, java.io.IOException {
                    HttpSession session = request.getSession();
                    ServletContext context = getServletContext();
                    Object said;
                    switch (request.getPathInfo().substring(1)) {
                        case "reason": response.setStatus(299, "Quite Fine"); said = response.getStatus(); break;
                        case "wrapped-reason": wrapped(response).setStatus(298, "Wrapped"); said = ""; break;
                        case "encode": said = response.encodeUrl("a") + response.encodeRedirectUrl("b"); break;
                        case "reference": {
                            Function<String, String> encode = response::encodeUrl;
                            Function<HttpServletResponse, HttpServletResponse> wrap = HttpServletResponseWrapper::new;
                            said = encode.apply("c") + wrapped(wrap.apply(response)).encodeUrl("d");
                            break;
                        }
                        case "from-url": said = request.isRequestedSessionIdFromUrl()
                                + " " + new HttpServletRequestWrapper(request).isRequestedSessionIdFromUrl(); break;
                        case "real-path": said = request.getRealPath("/x").equals(context.getRealPath("/x"))
                                && new ServletRequestWrapper(request).getRealPath("/x").equals(context.getRealPath("/x"));
                                break;
                        case "super": {
                            HttpServletResponse louder = new Louder(new Louder(response));
                            said = louder.encodeUrl("e") + " " + ((HttpServletResponseWrapper) louder).encodeUrl("f")
                                    + " " + new Louder(response).twice("g");
                            break;
                        }
                        case "values":
                            session.putValue("k", "v");
                            said = session.getValue("k") + Arrays.toString(session.getValueNames());
                            session.removeValue("k");
                            said = said + "" + session.getValue("k");
                            break;
                        case "session-context": {
                            HttpSessionContext sessions = session.getSessionContext();
                            said = sessions.getSession(session.getId()) + " " + sessions.getIds().hasMoreElements();
                            break;
                        }
                        case "servlets": said = context.getServlet("old") + " " + context.getServlets().hasMoreElements()
                                + " " + context.getServletNames().hasMoreElements(); break;
                        case "log": context.log(new Exception("logged"), "as in 1999"); said = "done"; break;
                        case "utils": {
                            Hashtable<String, String[]> query = HttpUtils.parseQueryString("a=1&b=2&a=%33");
                            said = Arrays.toString(query.get("a")) + " " + HttpUtils.getRequestURL(request).toString()
                                    .endsWith(request.getRequestURI());
                            break;
                        }
                        case "session": {
                            HttpSession mine = new Session();
                            mine.putValue("q", 1);
                            said = mine.getValue("q") + " " + mine.getSessionContext().getIds().hasMoreElements();
                            break;
                        }
                        case "interface": {
                            Special special = (Special) java.lang.reflect.Proxy.newProxyInstance(
                                    getClass().getClassLoader(), new Class<?>[] {Special.class},
                                    (proxy, method, arguments) -> method.getName());
                            said = special.getRealPath("/y");
                            break;
                        }
                        case "unavailable": throw new UnavailableException(this, "gone");
                        case "unavailable-subclass": throw new Gone(7, this);
                        case "unavailable-servlet":
                            said = new UnavailableException(this, "x").getServlet() == this
                                    && new Gone(8, this).getServlet() == this && new Gone(8, this).getUnavailableSeconds() == 8
                                    && new UnavailableException("x", 3).getServlet() == null;
                            break;
                        case "strings": {
                            request.getRequestDispatcher("/included").include(request, response);
                            return;
                        }
                        case "resource": try (java.io.InputStream in = getClass().getResourceAsStream("Old.class")) {
                                String text = new String(in.readAllBytes(), "ISO-8859-1");
                                String former = "javax";
                                said = text.contains("jakarta/servlet/http/HttpServlet")
                                        + " " + text.contains(former + "/servlet/http/HttpServlet");
                            }
                            break;
                        case "for-name": try {
                                said = Class.forName("javax.servlet.http.HttpServlet").isInstance(this);
                            } catch (ClassNotFoundException e) {
                                throw new ServletException(e);
                            }
                            break;
                        case "library": said = lib.Library.OF + " " + lib.Library.name(request); break;
                        case "texts": said = ResourceBundle.getBundle("old.texts").getString("type"); break;
                        default: said = "?";
                    }
                    response.getOutputStream().print(String.valueOf(said));
                }

                private static HttpServletResponseWrapper wrapped(HttpServletResponse response) {
                    return new HttpServletResponseWrapper(response);
                }

                interface Special extends HttpServletRequest { }

                static class Louder extends HttpServletResponseWrapper {
                    Louder(HttpServletResponse response) { super(response); }
                    @Override public String encodeUrl(String url) { return super.encodeUrl(url).toUpperCase() + "!"; }
                    String twice(String url) {
                        Function<String, String> above = super::encodeUrl;
                        return above.apply(url) + encodeUrl(url);
                    }
                }

                static class Gone extends UnavailableException {
                    Gone(int seconds, Servlet servlet) { super(seconds, servlet, "back soon"); }
                }

                static class Session implements HttpSession {
                    private final Map<String, Object> values = new HashMap<>();
                    public long getCreationTime() { return 0; }
                    public String getId() { return "id"; }
                    public long getLastAccessedTime() { return 0; }
                    public ServletContext getServletContext() { return null; }
                    public void setMaxInactiveInterval(int interval) { }
                    public int getMaxInactiveInterval() { return 0; }
                    public HttpSessionContext getSessionContext() {
                        return new HttpSessionContext() {
                            public HttpSession getSession(String id) { return null; }
                            public Enumeration<String> getIds() {
                                return Collections.enumeration(Collections.singleton("one"));
                            }
                        };
                    }
                    public Object getAttribute(String name) { return null; }
                    public Object getValue(String name) { return "own " + values.get(name); }
                    public Enumeration<String> getAttributeNames() { return null; }
                    public String[] getValueNames() { return new String[0]; }
                    public void setAttribute(String name, Object value) { }
                    public void putValue(String name, Object value) { values.put(name, value); }
                    public void removeAttribute(String name) { }
                    public void removeValue(String name) { }
                    public void invalidate() { }
                    public boolean isNew() { return false; }
                }
            }
            """;

    private static final String INCLUDED = """
            package old;
            import javax.servlet.*;
            public class Included extends GenericServlet {
                @Override
                public void service(ServletRequest request, ServletResponse response) throws java.io.IOException {
                    String prefix = "javax.servlet.";
                    String name = "context_path";
                    response.getWriter().print(request.getAttribute("javax.servlet.include.servlet_path") + " "
                            + request.getAttribute(prefix + "include." + name) + " "
                            + (getServletContext().getAttribute("javax.servlet.context.tempdir") != null) + " "
                            + getServletContext().getInitParameter("javax.servlet.jsp.jstl.fmt.locale"));
                }
            }
            """;

    /** Notes how many threads were inside at once, and lets each wait for as many as would come if they could. */
    private static final String ALONE = """
            package old;
            import javax.servlet.*;
            import javax.servlet.http.*;
            public class Alone extends HttpServlet implements SingleThreadModel {
                private int inside;
                private int most;
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                    most = Math.max(most, ++inside);
                    for (int i = 0; i < 20; i++) {
                        Thread.yield();
                    }
                    inside--;
                    response.getOutputStream().print(most);
                }
            }
            """;

    private static final String LIBRARY = """
            package lib;
            public class Library {
                public static final Class<?> OF = javax.servlet.http.Cookie.class;
                public static String name(javax.servlet.http.HttpServletRequest request) {
                    return request.getClass().getInterfaces()[0].getName();
                }
            }
            """;

    private static final String STARTER = """
            package lib;
            import java.util.Set;
            import javax.servlet.*;
            public class Starter implements ServletContainerInitializer {
                @Override
                public void onStartup(Set<Class<?>> types, ServletContext context) {
                    context.addServlet("started", "old.Included").addMapping("/started");
                }
            }
            """;

    private static final String WEB_XML = """
            <web-app xmlns="http://java.sun.com/xml/ns/javaee" version="2.5">
              <context-param>
                <param-name>javax.servlet.jsp.jstl.fmt.locale</param-name><param-value>de</param-value>
              </context-param>
              <servlet><servlet-name>old</servlet-name><servlet-class>old.Old</servlet-class></servlet>
              <servlet><servlet-name>included</servlet-name><servlet-class>old.Included</servlet-class></servlet>
              <servlet><servlet-name>alone</servlet-name><servlet-class>old.Alone</servlet-class></servlet>
              <servlet-mapping><servlet-name>old</servlet-name><url-pattern>/old/*</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>included</servlet-name><url-pattern>/included</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>alone</servlet-name><url-pattern>/alone</url-pattern></servlet-mapping>
            </web-app>
            """;

    @TempDir
    private static Path made;
    private static Path content;
    private static Path war;

    @TempDir
    private Path folder;
    private WebApp app;
    private TestServer server;

    @BeforeAll
    static void makeApplication() throws IOException {
        content = made.resolve("content");
        Path library = made.resolve("library");
        TestClasses.compile(library, SERVLET_4, "lib.Library", LIBRARY);
        TestClasses.compile(library, SERVLET_4, "lib.Starter", STARTER);
        Path services = Files.createDirectories(library.resolve("META-INF/services"));
        Files.writeString(services.resolve("javax.servlet.ServletContainerInitializer"), "lib.Starter\n");
        Files.writeString(library.resolve("META-INF/SHOP.SF"), "Signature-Version: 1.0\n\nName: lib/Library.class\n"
                + "SHA-256-Digest: AAAA\n");
        TestClasses.jar(content.resolve("WEB-INF/lib/library.jar"), library, Map.of());
        Path classes = content.resolve("WEB-INF/classes");
        String classPath = Path.of(SERVLET_4).toAbsolutePath() + java.io.File.pathSeparator + library;
        TestClasses.compile(classes, classPath, "old.Old", OLD);
        TestClasses.compile(classes, classPath, "old.Included", INCLUDED);
        TestClasses.compile(classes, SERVLET_2, "old.Alone", ALONE);
        Files.writeString(classes.resolve("old/texts.properties"), "type=javax.servlet.http.HttpServlet");
        Files.writeString(content.resolve("WEB-INF/web.xml"), WEB_XML);
        war = made.resolve("old.war");
        TestClasses.jar(war, content, Map.of());
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
        if (app != null) {
            app.close();
        }
    }

    private RawClient serve(Path location, Consumer<WebAppOptions> options) throws IOException {
        app = WebApp.load(location, options);
        server = TestServer.start(app.application());
        return server.connect();
    }

    private RawResponse get(String path) throws IOException {
        try (RawClient client = serve(war, options -> { })) {
            return client.get(path);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            encode              | ab
            reference           | cd
            from-url            | false false
            real-path           | true
            super               | E!! F!! gG!
            values              | v[k]null
            session-context     | null false
            servlets            | null false false
            log                 | done
            utils               | [1, 3] true
            session             | own 1 true
            interface           | getRealPath
            unavailable-servlet | true
            resource            | true false
            for-name            | true
            library             | class jakarta.servlet.http.Cookie jakarta.servlet.http.HttpServletRequest
            texts               | jakarta.servlet.http.HttpServlet
            """)
    void restoresWhatWasRemoved(String path, String said) throws IOException {
        try (RawClient client = serve(war, options -> { })) {
            client.sendLines("GET /old/" + path + " HTTP/1.1\nHost: a\nCookie: JSESSIONID=none\n\n");
            String text = client.readResponse().text();

            assertEquals(said, text.replaceAll(";jsessionid=[0-9a-zA-Z_-]+", "").replaceAll(";JSESSIONID=[0-9A-Z_-]+", ""));
        }
    }

    @Test
    void sendsTheReasonPhrase() throws IOException {
        RawResponse response = get("/old/reason");

        assertEquals("HTTP/1.1 299 Quite Fine", response.statusLine());
        assertEquals("299", response.text());
        server.close();
        app.close();
        assertEquals("HTTP/1.1 298 Wrapped", get("/old/wrapped-reason").statusLine());
    }

    @Test
    void knowsTheOldWaysOfBeingUnavailable() throws IOException {
        assertEquals(404, get("/old/unavailable").status());
        server.close();
        app.close();
        RawResponse back = get("/old/unavailable-subclass");

        assertEquals(503, back.status());
        assertEquals("7", back.header("Retry-After"));
    }

    @Test
    void renamesAttributesParametersAndServices() throws IOException {
        assertEquals("/included  true de", get("/old/strings").text());
        try (RawClient client = server.connect()) {
            assertEquals("null null true de", client.get("/started").text());
        }
    }

    @Test
    void keepsThePromiseOfTheSingleThreadModel() throws IOException {
        serve(war, options -> { }).close();
        List<String> most = Stream.generate(() -> "/alone").limit(64).parallel().map(path -> {
            try (RawClient client = server.connect()) {
                return client.get(path).text();
            }
        }).distinct().toList();

        assertEquals(List.of("1"), most);
    }

    @Test
    void convertsAFolderAsideAndLeavesItAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(content.resolve("WEB-INF/classes/old/Old.class"));
        try (RawClient client = serve(content, options -> { })) {
            assertEquals("true false", client.get("/old/resource").text());
        }

        assertEquals(-1, java.util.Arrays.mismatch(before,
                Files.readAllBytes(content.resolve("WEB-INF/classes/old/Old.class"))));
    }

    @Test
    void doesNotConvertIfForbidden() throws IOException {
        try (RawClient client = serve(war, options -> options.legacy(LegacyMode.OFF))) {
            assertEquals(500, client.get("/old/encode").status());
        }
    }

    @Test
    void keepsWhatItHasConverted() throws IOException {
        Path work = folder.resolve("work");
        try (RawClient client = serve(war, options -> options.workFolder(work))) {
            assertEquals("true false", client.get("/old/resource").text());
        }
        close();
        List<Path> kept;
        try (Stream<Path> files = Files.list(work.resolve("legacy"))) {
            kept = files.filter(file -> file.toString().endsWith(".zip")).toList();
        }
        assertEquals(2, kept.size(), kept::toString);
        // what is broken is made again
        Files.write(kept.get(0), new byte[] {'P', 'K', 3});
        try (RawClient client = serve(war, options -> options.workFolder(work))) {
            assertEquals("true false", client.get("/old/resource").text());
            assertEquals("class jakarta.servlet.http.Cookie jakarta.servlet.http.HttpServletRequest",
                    client.get("/old/library").text());
        }
        close();
        assertTrue(Files.size(kept.get(0)) > 3);
        // what is whole is used as it is: here, without a class
        for (Path file : kept) {
            Path none = Files.createDirectories(folder.resolve("none"));
            Files.writeString(none.resolve("marker.txt"), "kept");
            TestClasses.jar(file, none, Map.of());
        }
        app = WebApp.load(war, options -> options.workFolder(work));

        assertTrue(app.classLoader().getResource("marker.txt") != null);
        assertFalse(app.classLoader().getResource("lib/Library.class") != null);
    }

    @Test
    void recognisesALegacyApplicationByItsLibraries() throws IOException {
        Path webInf = Files.createDirectories(folder.resolve("app/WEB-INF"));
        Files.createDirectories(webInf.resolve("lib"));
        Files.copy(content.resolve("WEB-INF/lib/library.jar"), webInf.resolve("lib/library.jar"));
        app = WebApp.load(webInf.getParent(), options -> options.workFolder(folder.resolve("work")));

        assertTrue(app.classLoader().getResource("META-INF/services/jakarta.servlet.ServletContainerInitializer")
                != null);
        app.close();
        Files.writeString(webInf.resolve("web.xml"),
                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'/>");
        app = WebApp.load(webInf.getParent());
        assertFalse(app.classLoader().getResource("META-INF/services/jakarta.servlet.ServletContainerInitializer")
                != null);
    }
}

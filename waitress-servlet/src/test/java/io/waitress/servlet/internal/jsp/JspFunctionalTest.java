package io.waitress.servlet.internal.jsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import io.waitress.servlet.webapp.WebApp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages can do, over a socket, in an archive. */
@Timeout(300)
class JspFunctionalTest {

    private static final String WEB_XML = """
            <servlet>
              <servlet-name>declared</servlet-name><jsp-file>/WEB-INF/declared.jsp</jsp-file>
              <init-param><param-name>dish</param-name><param-value>soup</param-value></init-param>
              <load-on-startup>1</load-on-startup>
            </servlet>
            <servlet-mapping><servlet-name>declared</servlet-name><url-pattern>/declared</url-pattern></servlet-mapping>
            <listener><listener-class>app.Opening</listener-class></listener>
            <error-page><error-code>410</error-code><location>/WEB-INF/error.jsp</location></error-page>
            <error-page>
              <exception-type>java.lang.IllegalStateException</exception-type><location>/WEB-INF/error.jsp</location>
            </error-page>
            <jsp-config>
              <taglib><taglib-uri>urn:declared</taglib-uri><taglib-location>/tags/own.tld</taglib-location></taglib>
              <jsp-property-group>
                <url-pattern>*.page</url-pattern><url-pattern>/area/*</url-pattern>
                <include-prelude>/WEB-INF/prelude.jspf</include-prelude>
                <include-coda>/WEB-INF/coda.jspf</include-coda>
                <trim-directive-whitespaces>true</trim-directive-whitespaces>
              </jsp-property-group>
              <jsp-property-group><url-pattern>/plain.jsp</url-pattern><el-ignored>true</el-ignored></jsp-property-group>
            </jsp-config>
            """;

    /** Registers a page, resolves names of expressions, and has its tag handlers told of their making. */
    private static final String OPENING = """
            package app;
            import jakarta.el.*;
            import jakarta.servlet.*;
            import jakarta.servlet.jsp.*;
            public class Opening implements ServletContextListener {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    ServletContext context = event.getServletContext();
                    ServletRegistration.Dynamic added = context.addJspFile("added", "/WEB-INF/declared.jsp");
                    added.setInitParameter("dish", "bread");
                    added.addMapping("/added");
                    JspFactory.getDefaultFactory().getJspApplicationContext(context).addELResolver(new Dishes());
                }
                static class Dishes extends ELResolver {
                    @Override
                    public Object getValue(ELContext context, Object base, Object property) {
                        if (base == null && "dish".equals(property)) {
                            context.setPropertyResolved(true);
                            return "pie";
                        }
                        return null;
                    }
                    @Override
                    public Class<?> getType(ELContext context, Object base, Object property) {
                        return null;
                    }
                    @Override
                    public void setValue(ELContext context, Object base, Object property, Object value) {
                    }
                    @Override
                    public boolean isReadOnly(ELContext context, Object base, Object property) {
                        return true;
                    }
                    @Override
                    public Class<?> getCommonPropertyType(ELContext context, Object base) {
                        return null;
                    }
                }
            }
            """;

    private static final String MARK = """
            package jakarta.annotation;
            import java.lang.annotation.*;
            @Retention(RetentionPolicy.RUNTIME)
            public @interface %s { }
            """;

    private static final String TAG = """
            package lib;
            public class Twice extends jakarta.servlet.jsp.tagext.SimpleTagSupport {
                private String state = "not made";
                @jakarta.annotation.PostConstruct
                public void made() {
                    state = "made";
                }
                @Override
                public void doTag() throws jakarta.servlet.jsp.JspException, java.io.IOException {
                    getJspContext().getOut().print(state + ":");
                    getJspBody().invoke(null);
                    getJspBody().invoke(null);
                }
            }
            """;

    private static final String TLD = """
            <taglib xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
              <tlib-version>1.0</tlib-version><short-name>t</short-name><uri>%s</uri>
              %s
              <tag><name>twice</name><tag-class>lib.Twice</tag-class><body-content>scriptless</body-content></tag>
            </taglib>
            """;

    /** Tells what it may do, as a listener of a tag library must not register anything. */
    private static final String LIBRARY_LISTENER = """
            package lib;
            import jakarta.servlet.*;
            public class Library implements ServletContextListener {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    String may = "may";
                    try {
                        event.getServletContext().addServlet("x", "x.X");
                    } catch (UnsupportedOperationException e) {
                        may = "may not";
                    }
                    event.getServletContext().setAttribute("library", may);
                }
            }
            """;

    @TempDir
    private static Path folder;
    private static WebApp app;
    private static TestServer server;
    private RawClient client;

    @BeforeAll
    static void serve() throws IOException {
        PageApp pages = new PageApp(folder.resolve("app")).webXml(WEB_XML);
        pages.write("index.jsp", "<%@ page contentType=\"text/plain;charset=UTF-8\" %>Grüße: ${1 + 1} <%= 3 * 4 %>")
                .write("sub/index.jsp", "sub ${pageContext.request.servletPath}")
                .write("document.jspx", "<p xmlns:jsp=\"http://java.sun.com/JSP/Page\">"
                        + "<jsp:directive.page contentType=\"text/xml\"/><jsp:text>${param.a}</jsp:text></p>")
                .write("including.jsp", "<jsp:include page=\"/WEB-INF/part.jsp\"><jsp:param name=\"a\" value=\"b\"/>"
                        + "</jsp:include>|<%@ include file=\"/WEB-INF/part.jspf\" %>")
                .write("including-nothing.jsp", "<jsp:include page=\"missing.jsp\"/>")
                .write("forwarding.jsp", "lost<jsp:forward page=\"/WEB-INF/part.jsp\"/>")
                .write("WEB-INF/part.jsp", "part ${param.a} <%= request.getAttribute("
                        + "jakarta.servlet.RequestDispatcher.INCLUDE_SERVLET_PATH) %>")
                .write("WEB-INF/part.jspf", "<% String text = \"static\"; %><%= text %>")
                .write("WEB-INF/declared.jsp", "${pageContext.servletConfig.servletName} "
                        + "<%= getServletConfig().getInitParameter(\"dish\") %>"
                        + "<% for (String n : java.util.Collections.list(getInitParameterNames())) { %> <%= n %><% } %>")
                .write("WEB-INF/error.jsp", "<%@ page isErrorPage=\"true\" %>"
                        + "${requestScope['jakarta.servlet.error.status_code']} <%= exception %>")
                .write("own-error.jsp", "<%@ page errorPage=\"/WEB-INF/error.jsp\" %><% if (true) "
                        + "throw new Exception(\"own\"); %>")
                .write("gone.jsp", "<% response.sendError(410); %>")
                .write("failing.jsp", "\n<% if (true) throw new IllegalStateException(\"deliberate\"); %>")
                .write("broken.jsp", "line one\n<% undefined(); %>")
                .write("untranslatable.jsp", "line one\n<%@ page nonsense=\"x\" %>")
                .write("visits.jsp", "<% Integer n = (Integer) session.getAttribute(\"n\");"
                        + " session.setAttribute(\"n\", n == null ? 1 : n + 1); %>${n}")
                .write("unbuffered.jsp", "<%@ page buffer=\"none\" session=\"false\" %>"
                        + "<% out.print(\"a\"); response.flushBuffer(); %>b")
                .write("overflowing.jsp", "<%@ page buffer=\"1kb\" autoFlush=\"false\" %>"
                        + "<% for (int i = 0; i < 2000; i++) out.print('x'); %>")
                .write("long.jsp", "<%@ page buffer=\"1kb\" session=\"false\" %>"
                        + "<% for (int i = 0; i < 100000; i++) out.print('x'); %>")
                .write("resolved.jsp", "${dish}")
                .write("some.page", "body ${1 + 1}")
                .write("area/below.txt", "area ${2 + 2}")
                .write("WEB-INF/prelude.jspf", "[").write("WEB-INF/coda.jspf", "]")
                .write("plain.jsp", "${1 + 1}")
                .write("WEB-INF/tags/greet.tag", "<%@ attribute name=\"name\" required=\"true\" %>Hello ${name}<jsp:doBody/>")
                .write("greeting.jsp", "<%@ taglib prefix=\"f\" tagdir=\"/WEB-INF/tags\" %><f:greet name=\"Ada\">!</f:greet>")
                .write("tags/own.tld", TLD.formatted("urn:own", ""))
                .write("WEB-INF/more/second.tld", TLD.formatted("urn:second", ""))
                .write("taglib.jsp", "<%@ taglib prefix=\"a\" uri=\"urn:declared\" %><%@ taglib prefix=\"b\" uri=\"urn:second\" %>"
                        + "<%@ taglib prefix=\"c\" uri=\"urn:jar\" %>"
                        + "<a:twice>1</a:twice> <b:twice>2</b:twice> <c:twice>3</c:twice>")
                .write("notes.jspf", "secret").write("upper.JSP", "secret").write("directory.jsp/x.txt", "x");
        Path classes = folder.resolve("jar");
        TestClasses.compile(classes, "jakarta.annotation.PostConstruct", MARK.formatted("PostConstruct"));
        TestClasses.compile(classes, "lib.Twice", TAG);
        TestClasses.compile(classes, "lib.Library", LIBRARY_LISTENER);
        new PageApp(classes).write("META-INF/jar.tld",
                TLD.formatted("urn:jar", "<listener><listener-class>lib.Library</listener-class></listener>"))
                .write("META-INF/resources/from-jar.jsp", "from ${'jar'}");
        pages.jar("tags.jar", classes).compile("app.Opening", OPENING);
        app = WebApp.load(pages.war(folder.resolve("app.war")), "/app");
        server = TestServer.start(app.application());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        app.close();
    }

    @BeforeEach
    void connect() {
        client = server.connect();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "/app/;                  Grüße: 2 12",
        "/app/index.jsp;         Grüße: 2 12",
        "/app/sub/;              sub /sub/index.jsp",
        "/app/including.jsp?a=x; part b /WEB-INF/part.jsp|static",
        "/app/forwarding.jsp;    part  null",
        "/app/declared;          declared soup dish jspFile",
        "/app/added;             added bread dish jspFile",
        "/app/own-error.jsp;     500 java.lang.Exception: own",
        "/app/unbuffered.jsp;    ab",
        "/app/resolved.jsp;      pie",
        "/app/some.page;         [body 2]",
        "/app/area/below.txt;    [area 4]",
        "/app/plain.jsp;         ${1 + 1}",
        "/app/greeting.jsp;      Hello Ada!",
        "/app/taglib.jsp;        made:11 made:22 made:33",
        "/app/from-jar.jsp;      from jar",
        "/app/index.jsp?jsp_precompile; ''"})
    void runsPages(String target, String content) {
        RawResponse response = client.get(target);

        assertEquals(content, response.text().strip(), response::toString);
    }

    @Test
    void writesDocumentsAndContentTypes() {
        RawResponse document = client.get("/app/document.jspx?a=1");

        assertEquals("<p>1</p>", document.text().substring(document.text().indexOf("<p>")));
        assertTrue(document.header("Content-Type").startsWith("text/xml"), document.toString());
        assertEquals("text/plain;charset=UTF-8", client.get("/app/").header("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "/app/gone.jsp;    410; 410 null",
        "/app/failing.jsp; 500; 500 java.lang.IllegalStateException: deliberate"})
    void showsErrorsByPages(String target, int status, String content) {
        RawResponse response = client.get(target);

        assertEquals(status, response.status());
        assertEquals(content, response.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/broken.jsp", "/app/untranslatable.jsp", "/app/overflowing.jsp",
        "/app/including-nothing.jsp", "/app/index.jsp?jsp_precompile=perhaps"})
    void keepsMistakesToItself(String target) {
        RawResponse response = client.get(target);

        assertEquals(500, response.status());
        assertFalse(response.text().contains("line"), response::toString);
        assertFalse(response.text().contains("jsp"), response::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "/app/broken.jsp;         line: [2] in the jsp file: [/broken.jsp]",
        "/app/untranslatable.jsp; /untranslatable.jsp (line: [2], column: [1])"})
    void showsMistakesToThoseWhoMaySeeThem(String target, String mistake) throws IOException {
        try (WebApp open = WebApp.load(folder.resolve("app.war"), "/app");
                TestServer exposing = TestServer.start(open.application(), s -> s.exposeTracebacks(true));
                RawClient reader = exposing.connect()) {
            RawResponse response = reader.get(target);

            assertTrue(response.text().contains(mistake), response::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/missing.jsp", "/app/missing.jspx", "/app/notes.jspf", "/app/upper.JSP",
        "/app/WEB-INF/part.jsp", "/app/directory.jsp", "/app/WEB-INF/tags/greet.tag", "/app/area/nothing"})
    void hasNoOtherPages(String target) {
        assertEquals(404, client.get(target).status());
    }

    @Test
    void keepsSessions() {
        RawResponse first = client.get("/app/visits.jsp");
        String cookie = first.header("Set-Cookie").replaceAll(";.*", "");

        assertEquals("1", first.text());
        client.send("GET /app/visits.jsp HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n");
        assertEquals("2", client.readResponse().text());
    }

    @Test
    void sendsLongPagesInPieces() {
        assertEquals(100_000, client.get("/app/long.jsp").text().length());
    }

    @Test
    void runsListenersOfTagLibrariesWithoutRightsToRegister() {
        assertEquals("may not", server.servletContext().getAttribute("library"));
    }

    @Test
    void tellsWhatTheDescriptorSays() {
        assertEquals(2, server.servletContext().getJspConfigDescriptor().getJspPropertyGroups().size());
    }
}

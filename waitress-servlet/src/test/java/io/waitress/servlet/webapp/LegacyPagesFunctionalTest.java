package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
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

/** Pages that were made for {@code javax.servlet}, over a socket. */
@Timeout(300)
class LegacyPagesFunctionalTest {

    private static final String SERVLET_3 = "target/legacy-apis/javax.servlet-api-4.0.1.jar";

    private static final String MARKER = """
            package old;
            public class Marker implements javax.servlet.ServletContextListener {
                public void contextInitialized(javax.servlet.ServletContextEvent event) {
                    event.getServletContext().setAttribute("marked", "marked");
                }
                public void contextDestroyed(javax.servlet.ServletContextEvent event) { }
            }
            """;

    private static final String WEB_XML = """
            <web-app xmlns="http://java.sun.com/xml/ns/javaee" version="2.5">
              <servlet><servlet-name>plain</servlet-name><jsp-file>/plain.jsp</jsp-file></servlet>
              <servlet-mapping><servlet-name>plain</servlet-name><url-pattern>/plain</url-pattern></servlet-mapping>
            </web-app>
            """;

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("WEB-INF/web.xml", WEB_XML),
            Map.entry("plain.jsp", "<%@ page import=\"javax.servlet.http.*, javax.servlet.jsp.PageContext\" %>"
                    + "<% javax.servlet.http.HttpServletRequest r = request; PageContext c = pageContext; %>"
                    + "<%= r == c.getRequest() %>"),
            Map.entry("values.jsp", "<% session.putValue(\"k\", \"v\"); %><%= session.getValue(\"k\") %>"
                    + "<%= session.getValueNames()[0] %><% session.removeValue(\"k\"); %><%= session.getValue(\"k\") %>"),
            Map.entry("phrase.jsp", "<% response.setStatus(404, \"Nothing Here\"); %>gone"),
            Map.entry("log.jsp", "<% application.log(new Exception(\"of a page\"), \"x\"); %>"
                    + "<%= application.getServlets().hasMoreElements() %>"
                    + "<%= application.getServletNames().hasMoreElements() %><%= application.getServlet(\"x\") %>"),
            Map.entry("path.jsp", "<%= request.getRealPath(\"/x\").equals(application.getRealPath(\"/x\")) %>"
                    + "<%= request.isRequestedSessionIdFromUrl() %>"),
            Map.entry("encode.jsp", "<%@ page session=\"false\" %>"
                    + "<%= response.encodeUrl(\"a\") + response.encodeRedirectUrl(\"b\") %>"),
            Map.entry("types.jsp", "<%@ page import=\"javax.servlet.*,javax.servlet.http.HttpSessionContext\" %>"
                    + "<%! static class Alone implements SingleThreadModel { } %>"
                    + "<% HttpSessionContext all = session.getSessionContext(); %>"
                    + "<%= all.getIds().hasMoreElements() %><%= new Alone() instanceof SingleThreadModel %>"
                    + "<%= HttpUtils.parseQueryString(\"a=1\").get(\"a\")[0] %>"),
            Map.entry("wrapper.jsp", "<%! static class Louder extends HttpServletResponseWrapper {"
                    + " Louder(HttpServletResponse r) { super(r); }"
                    + " public String encodeUrl(String url) { return super.encodeUrl(url).toUpperCase(); } } %>"
                    + "<%@ page session=\"false\" %>"
                    + "<%= new HttpServletResponseWrapper(new Louder(response)).encodeUrl(\"a\") %>"
                    + "<%= new Louder(response).encodeUrl(\"b\") %>"),
            Map.entry("gone.jsp", "<% if (true) throw new UnavailableException(5, this, \"soon\"); %>"),
            Map.entry("serial.jsp", "<%@ page isThreadSafe=\"false\" session=\"false\" import=\"java.util.*\" %>"
                    + "<%= java.lang.reflect.Modifier.isSynchronized(getClass().getMethod(\"_jspService\","
                    + " HttpServletRequest.class, HttpServletResponse.class).getModifiers()) %>"),
            Map.entry("parallel.jspx", "<jsp:root xmlns:jsp=\"http://java.sun.com/JSP/Page\" version=\"2.0\">"
                    + "<jsp:directive.page isThreadSafe=\"true\" import=\"javax.servlet.http.Cookie\"/>"
                    + "<jsp:expression>Cookie.class.getName()</jsp:expression></jsp:root>"),
            Map.entry("including.jsp", "<%@ include file=\"part.jspf\" %>"),
            Map.entry("part.jspf", "<%= javax.servlet.http.Cookie.class.getName() %>"),
            Map.entry("tags.jsp", "<%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %>"
                    + "<%@ taglib prefix=\"l\" uri=\"urn:lib\" %><%@ taglib prefix=\"w\" uri=\"urn:web\" %>"
                    + "<t:own/> <l:file/> <w:say/> ${applicationScope.marked}"),
            Map.entry("WEB-INF/tags/own.tag", "<% session.putValue(\"t\", javax.servlet.http.Cookie.class); %>"
                    + "<%= session.getValue(\"t\") %>"),
            Map.entry("WEB-INF/web.tld", "<taglib xmlns=\"http://java.sun.com/xml/ns/javaee\" version=\"2.1\">"
                    + "<tlib-version>1</tlib-version><short-name>w</short-name><uri>urn:web</uri>"
                    + "<listener><listener-class>old.Marker</listener-class></listener>"
                    + "<tag><name>say</name><tag-class>old.Say</tag-class><body-content>empty</body-content>"
                    + "<attribute><name>to</name><type>javax.servlet.http.HttpServletRequest</type></attribute>"
                    + "</tag></taglib>"),
            Map.entry("wide.jsp", ""),
            Map.entry("WEB-INF/texts.xml", "<type>javax.servlet.Filter javax.sql.DataSource</type>"),
            Map.entry("read.jsp", "<%= new String(application.getResourceAsStream(\"/WEB-INF/texts.xml\").readAllBytes())"
                    + " %>"));

    private static final String SAY = """
            package old;
            import javax.servlet.jsp.*;
            import javax.servlet.jsp.tagext.*;
            public class Say extends TagSupport {
                public void setTo(javax.servlet.http.HttpServletRequest request) { }
                @Override
                public int doStartTag() throws JspException {
                    try {
                        pageContext.getOut().print(pageContext.getSession().getValue("t") != null);
                    } catch (java.io.IOException e) {
                        throw new JspException(e);
                    }
                    return SKIP_BODY;
                }
            }
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
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path target = content.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
        Files.write(content.resolve("wide.jsp"),
                ("\ufeff<%@ page pageEncoding=\"UTF-16BE\""
                        + " contentType=\"text/plain;charset=UTF-8\" session=\"false\" %>"
                        + "<%= javax.servlet.http.Cookie.class.getName() %>").getBytes(StandardCharsets.UTF_16BE));
        String apis = SERVLET_3 + java.io.File.pathSeparator + "target/legacy-apis/javax.servlet.jsp-api-2.3.3.jar";
        TestClasses.compile(content.resolve("WEB-INF/classes"), apis, "old.Marker", MARKER);
        TestClasses.compile(content.resolve("WEB-INF/classes"), apis, "old.Say", SAY);
        Path library = made.resolve("library");
        Path tags = Files.createDirectories(library.resolve("META-INF/tags"));
        Files.writeString(tags.resolve("file.tag"), "<%@ tag import=\"javax.servlet.http.*\" %>"
                + "<% HttpSessionContext all = session.getSessionContext(); %>"
                + "<%= all.getIds().hasMoreElements() %><%= javax.servlet.http.Cookie.class.getName() %>");
        Files.writeString(library.resolve("META-INF/lib.tld"), "<taglib xmlns=\"http://java.sun.com/xml/ns/javaee\""
                + " version=\"2.1\"><tlib-version>1</tlib-version><short-name>l</short-name><uri>urn:lib</uri>"
                + "<tag-file><name>file</name><path>/META-INF/tags/file.tag</path></tag-file></taglib>");
        TestClasses.jar(content.resolve("WEB-INF/lib/tags.jar"), library, Map.of());
        war = made.resolve("pages.war");
        TestClasses.jar(war, content, Map.of());
    }

    private RawClient serve(Path location, Consumer<WebAppOptions> options) throws IOException {
        app = WebApp.load(location, options);
        server = TestServer.start(app.application());
        return server.connect();
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
        if (app != null) {
            app.close();
        }
        server = null;
        app = null;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            plain          | true
            plain.jsp      | true
            values.jsp     | vknull
            log.jsp        | falsefalsenull
            path.jsp       | truefalse
            encode.jsp     | ab
            types.jsp      | falsetrue1
            wrapper.jsp    | AB
            serial.jsp     | true
            parallel.jspx  | jakarta.servlet.http.Cookie
            including.jsp  | jakarta.servlet.http.Cookie
            tags.jsp       | class jakarta.servlet.http.Cookie falsejakarta.servlet.http.Cookie true marked
            wide.jsp       | jakarta.servlet.http.Cookie
            read.jsp       | <type>jakarta.servlet.Filter javax.sql.DataSource</type>
            """)
    void runsPagesThatUseWhatWasRemoved(String page, String said) throws IOException {
        try (RawClient client = serve(war, options -> { })) {
            RawResponse response = client.get("/" + page);

            assertEquals(said, response.text().strip());
            assertEquals(200, response.status());
        }
    }

    @Test
    void sendsThePhraseOfAPage() throws IOException {
        try (RawClient client = serve(war, options -> { })) {
            assertEquals("HTTP/1.1 404 Nothing Here", client.get("/phrase.jsp").statusLine());
            assertEquals(503, client.get("/gone.jsp").status());
        }
    }

    @Test
    void runsTheChangedPageOfAFolderAndLeavesItAsItIs() throws IOException {
        Path root = folder.resolve("app");
        Path page = root.resolve("page.jsp");
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(page, "1 <%= javax.servlet.http.Cookie.class.getName() %>");
        Files.setLastModifiedTime(page, FileTime.fromMillis(System.currentTimeMillis() - 100_000));
        try (RawClient client = serve(root, options -> options.legacy(LegacyMode.ON)
                .jspCheckInterval(Duration.ofSeconds(1)))) {
            assertEquals("1 jakarta.servlet.http.Cookie", client.get("/page.jsp").text());
            Files.writeString(page, "2 <%= javax.servlet.http.Cookie.class.getName() %>");
            String text;
            do {
                text = client.get("/page.jsp").text();
            } while (text.startsWith("1"));
            assertEquals("2 jakarta.servlet.http.Cookie", text);
        }
        assertTrue(Files.readString(page).contains("javax.servlet"));
    }

    @Test
    void runsTheOldTagsOfTheApplication() throws IOException {
        Path root = folder.resolve("app");
        Files.createDirectories(root.resolve("WEB-INF/lib"));
        Files.copy(Path.of("target/legacy-apis/jstl-1.2.jar"), root.resolve("WEB-INF/lib/jstl-1.2.jar"));
        Files.writeString(root.resolve("page.jsp"), "<%@ page import=\"java.util.*\" %>"
                + "<%@ taglib prefix=\"c\" uri=\"http://java.sun.com/jsp/jstl/core\" %>"
                + "<%@ taglib prefix=\"x\" uri=\"http://java.sun.com/jsp/jstl/xml\" %>"
                + "<% request.setAttribute(\"list\", Arrays.asList(1, 2)); %>"
                + "<c:forEach var=\"i\" items=\"${list}\" varStatus=\"s\">${i}${s.last ? '.' : ','}</c:forEach>"
                + "<x:parse var=\"d\"><a><b>c</b></a></x:parse><x:out select=\"$d/a/b\"/>"
                + "<%= javax.servlet.jsp.jstl.core.Config.class.getClassLoader() == getServletContext().getClassLoader() %>");
        try (RawClient client = serve(root, options -> { })) {
            assertEquals("1,2.ctrue", client.get("/page.jsp").text());
        }
    }

    @Test
    void keepsCompiledPages() throws IOException {
        Path work = folder.resolve("work");
        FileTime first = null;
        for (int i = 0; i < 2; i++) {
            try (RawClient client = serve(war, options -> options.workFolder(work))) {
                assertEquals("vknull", client.get("/values.jsp").text());
            }
            close();
            try (Stream<Path> files = Files.walk(work.resolve("pages"))) {
                Path page = files.filter(file -> file.endsWith("values_jsp.class")).findFirst().orElseThrow();
                FileTime made = (FileTime) Files.getAttribute(page, "unix:ctime");
                assertEquals(first == null ? made : first, made);
                first = made;
            }
        }
    }
}

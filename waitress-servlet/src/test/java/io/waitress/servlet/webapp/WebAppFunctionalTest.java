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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole WAR with an old descriptor, a library with pages, servlets, a filter and a listener, over a socket. */
@Timeout(300)
class WebAppFunctionalTest {

    private static final String DESCRIPTOR = """
            <?xml version="1.0"?>
            <!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN"
                "http://127.0.0.1:1/nobody-may-fetch-this.dtd">
            <web-app>
              <context-param><param-name>dish</param-name><param-value>soup</param-value></context-param>
              <filter><filter-name>f</filter-name><filter-class>shop.Stamp</filter-class></filter>
              <filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern></filter-mapping>
              <listener><listener-class>shop.Opening</listener-class></listener>
              <servlet>
                <servlet-name>menu</servlet-name><servlet-class>shop.Menu</servlet-class>
                <load-on-startup>1</load-on-startup>
              </servlet>
              <servlet>
                <servlet-name>closed</servlet-name><servlet-class>shop.Closed</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>menu</servlet-name><url-pattern>/menu</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>closed</servlet-name><url-pattern>/closed</url-pattern></servlet-mapping>
              <session-config><session-timeout>7</session-timeout></session-config>
              <welcome-file-list><welcome-file>start.html</welcome-file></welcome-file-list>
              <error-page><error-code>404</error-code><location>/missing.html</location></error-page>
            </web-app>
            """;

    private static final String MENU = """
            package shop;
            import jakarta.servlet.http.*;
            public class Menu extends HttpServlet {
                private int loaded;
                @Override
                public void init() {
                    getServletContext().setAttribute("loaded", ++loaded);
                }
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    response.getWriter().print(getServletContext().getInitParameter("dish") + " "
                            + getServletContext().getAttribute("opened") + " " + lib.Price.OF_SOUP + " "
                            + request.getSession().getMaxInactiveInterval());
                }
            }
            """;

    private static final String OPENING = """
            package shop;
            import jakarta.servlet.*;
            public class Opening implements ServletContextListener {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    event.getServletContext().setAttribute("opened", "opened");
                }
            }
            """;

    private static final String STAMP = """
            package shop;
            import jakarta.servlet.*;
            public class Stamp implements Filter {
                @Override
                public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                        throws java.io.IOException, ServletException {
                    ((jakarta.servlet.http.HttpServletResponse) response).setHeader("Stamp", "yes");
                    chain.doFilter(request, response);
                }
            }
            """;

    private static final String CLOSED = """
            package shop;
            import jakarta.servlet.*;
            import jakarta.servlet.http.*;
            public class Closed extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws ServletException {
                    throw new UnavailableException("at lunch", 600);
                }
            }
            """;

    @TempDir
    private Path folder;
    private Path unpacked;
    private WebApp app;
    private TestServer server;
    private RawClient client;

    @BeforeEach
    void serveArchive() throws Exception {
        Path files = folder.resolve("files");
        Path library = folder.resolve("library");
        TestClasses.compile(library, "lib.Price", "package lib; public class Price { "
                + "public static int OF_SOUP = Integer.parseInt(\"4\"); }");
        write(library.resolve("META-INF/resources/lib/style.css"), "style");
        write(library.resolve("META-INF/resources/WEB-INF/secret.txt"), "secret");
        TestClasses.jar(files.resolve("WEB-INF/lib/lib.jar"), library, Map.of());
        Path classes = files.resolve("WEB-INF/classes");
        TestClasses.compile(classes, "lib.Price", "package lib; public class Price { public static int OF_SOUP; }");
        TestClasses.compile(classes, "shop.Menu", MENU);
        TestClasses.compile(classes, "shop.Opening", OPENING);
        TestClasses.compile(classes, "shop.Stamp", STAMP);
        TestClasses.compile(classes, "shop.Closed", CLOSED);
        Files.delete(classes.resolve("lib/Price.class"));
        write(files.resolve("WEB-INF/web.xml"), DESCRIPTOR);
        write(files.resolve("start.html"), "welcome");
        write(files.resolve("missing.html"), "nothing here");
        Path war = folder.resolve("shop.war");
        TestClasses.jar(war, files, Map.of());

        app = WebApp.load(war, "/shop");
        unpacked = app.resources().resource("/start.html").file();
        server = TestServer.start(app.application());
        client = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        app.close();
        assertFalse(Files.exists(unpacked));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void runsItsServletsBehindItsFilter() {
        RawResponse response = client.get("/shop/menu");

        assertEquals("soup opened 4 420", response.text());
        assertEquals("yes", response.header("Stamp"));
        assertTrue(response.header("Set-Cookie").contains("Path=/shop"), response.toString());
    }

    @Test
    void loadsServletsAtItsStart() {
        assertEquals(1, server.servletContext().getAttribute("loaded"));
    }

    @Test
    void servesItsFilesAndThoseOfItsLibraries() {
        assertEquals("welcome", client.get("/shop/").text());
        assertEquals("style", client.get("/shop/lib/style.css").text());
        assertEquals("text/css", client.get("/shop/lib/style.css").header("Content-Type"));
    }

    @Test
    void keepsPrivateWhatIsPrivate() {
        for (String target : new String[] {"/shop/WEB-INF/web.xml", "/shop/WEB-INF/secret.txt",
            "/shop/META-INF/MANIFEST.MF", "/shop/WEB-INF/classes/shop/Menu.class", "/shop/WEB-INF"}) {
            RawResponse response = client.get(target);

            assertEquals(404, response.status(), target);
            assertEquals("nothing here", response.text(), target);
        }
    }

    @Test
    void takesAServletBackThatIsUnavailable() {
        RawResponse response = client.get("/shop/closed");

        assertEquals(503, response.status());
        assertEquals("600", response.header("Retry-After"));
        assertEquals(503, client.get("/shop/closed").status());
    }
}

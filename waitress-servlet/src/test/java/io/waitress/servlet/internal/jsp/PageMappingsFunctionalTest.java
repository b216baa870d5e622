package io.waitress.servlet.internal.jsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.testing.TestServer;
import io.waitress.servlet.webapp.WebApp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that run what looks like pages themselves. */
@Timeout(300)
class PageMappingsFunctionalTest {

    private static final String OWN = """
            package app;
            import jakarta.servlet.*;
            import jakarta.servlet.http.*;
            import java.util.Set;
            public class Own extends HttpServlet implements ServletContextListener, ServletContainerInitializer {
                @Override
                public void onStartup(Set<Class<?>> types, ServletContext context) {
                    register(context);
                }
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    register(event.getServletContext());
                }
                private static void register(ServletContext context) {
                    ServletRegistration.Dynamic own = context.addServlet("own", Own.class);
                    context.setAttribute("refused", own.addMapping("*.jsp") + " " + own.addMapping("*.jsp", "*.jspx", "/x"));
                }
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    response.getWriter().print("own " + getServletContext().getAttribute("refused") + " "
                            + getServletContext().getServletRegistration(getServletName()).getMappings());
                }
            }
            """;

    @TempDir
    private Path folder;
    private PageApp pages;

    @BeforeEach
    void makePages() throws IOException {
        pages = new PageApp(folder.resolve("app")).write("index.jsp", "${1 + 1}").write("other.jspx", "<p>page</p>");
    }

    private String ask(String path) throws IOException {
        try (WebApp app = WebApp.load(pages.folder());
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            return client.get(path).text();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"initializer", "listener"})
    void giveWayToWhatIsRegistered(String kind) throws IOException {
        boolean listener = kind.equals("listener");
        pages.compile("app.Own", OWN).webXml(listener ? "<listener><listener-class>app.Own</listener-class></listener>" : "");
        if (!listener) {
            pages.write("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer", "app.Own");
        }

        assertEquals("own [] [] [*.jsp, *.jspx, /x]", ask("/index.jsp"));
    }

    @Test
    void stayWhereNothingElseIs() throws IOException {
        pages.compile("app.Own", OWN).webXml("""
                <servlet><servlet-name>declared</servlet-name><servlet-class>app.Own</servlet-class></servlet>
                <servlet-mapping><servlet-name>declared</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
                """);

        assertTrue(ask("/index.jsp").startsWith("own"));
        assertTrue(ask("/other.jspx").endsWith("<p>page</p>"));
    }
}

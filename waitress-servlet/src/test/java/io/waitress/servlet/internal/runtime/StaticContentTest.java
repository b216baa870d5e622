package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.runtime.ServletHost.Deployment;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The default servlet in its place: an application with files and a few servlets, without an engine. */
class StaticContentTest {

    @TempDir
    Path folder;

    private final DeploymentModel.Builder model = DeploymentModel.builder().contextPath("/app")
            .welcomeFile("index.html").welcomeFile("index.page");
    private ServletHost host;

    @BeforeEach
    void createFiles() throws IOException {
        file("index.html", "root");
        file("a.txt", "text");
        file("docs/index.html", "docs");
        file("pages/index.page", "source");
        file("plain/x.custom", "x");
        file("WEB-INF/index.html", "secret");
        file("WEB-INF/x.page", "secret");
        file("META-INF/x.txt", "secret");
    }

    @AfterEach
    void stop() {
        if (host != null) {
            host.stop();
        }
    }

    private void file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void servlet(String name, HttpServlet servlet, String... patterns) {
        model.servlet(ServletDefinition.builder(name).source(new ComponentSource.Given<>(servlet))
                .patterns(List.of(patterns)).build());
    }

    private FakeExchange get(String target) throws IOException, ServletException {
        if (host == null) {
            host = new ServletHost(List.of(new Deployment(model.build(), ResourceBase.folder(folder),
                    StaticContentTest.class.getClassLoader())), HostOptions.DEFAULT);
            host.start(Settings.builder().build());
        }
        FakeExchange exchange = FakeExchange.get(target);
        host.service(exchange);
        exchange.complete();
        return exchange;
    }

    private static String body(FakeExchange exchange) {
        return exchange.response().sent(StandardCharsets.UTF_8);
    }

    @Test
    void servesFilesWithoutBeingDeclared() throws Exception {
        FakeExchange exchange = get("/app/a.txt");

        assertEquals("text", body(exchange));
        assertEquals(200, exchange.response().status());
        assertEquals("text/plain", exchange.response().headers().get("Content-Type"));
        assertEquals("4", exchange.response().headers().get("Content-Length"));
        assertEquals(404, get("/app/none").response().status());
    }

    @Test
    void knowsTheTypesOfTheApplicationFirst() throws Exception {
        model.mimeType("custom", "application/x-custom").mimeType("txt", "text/x-own");

        assertEquals("application/x-custom", get("/app/plain/x.custom").response().headers().get("Content-Type"));
        assertEquals("text/x-own", get("/app/a.txt").response().headers().get("Content-Type"));
    }

    @Test
    void answersFoldersByTheirWelcomeFiles() throws Exception {
        servlet("page", new Echo(), "*.page");

        assertEquals("root", body(get("/app/")));
        assertEquals("docs", body(get("/app/docs/")));
        assertEquals("/pages/index.page", body(get("/app/pages/")));
        assertEquals("http://localhost/app/docs/?q", get("/app/docs?q").response().headers().get("Location"));
    }

    /** As with every other file: without it there is nothing to welcome with. */
    @Test
    void noPageWelcomesThatIsNotThere() throws Exception {
        model.welcomeFile("index.jsp").welcomeFile("start");
        servlet("jsp", new Echo(), "*.jsp");
        servlet("start", new Echo(), "/plain/start");
        file("jsp/index.jsp", "source");

        assertEquals("/jsp/index.jsp", get("/app/jsp/").response().text());
        assertEquals("/plain/start", get("/app/plain/").response().text());
    }

    @Test
    void findsAWelcomeFileThatAppearsLater() throws Exception {
        assertEquals(404, get("/app/plain/").response().status());
        file("plain/index.html", "new");

        assertEquals("new", body(get("/app/plain/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/WEB-INF/x.page", "/app/WEB-INF/", "/app/web-inf/x.page", "/app/WEB-INF",
        "/app/META-INF/x.txt", "/app//WEB-INF/x.page", "/app/./WEB-INF/x.page", "/app/a/../WEB-INF/x.page",
        "/app/%57EB-INF/x.page", "/app/WEB-INF;a=b/x.page"})
    void hidesProtectedFoldersFromAllServlets(String target) throws Exception {
        servlet("page", new Echo(), "*.page", "/META-INF/*");

        FakeExchange exchange = get(target);

        assertEquals(404, exchange.response().status());
        assertTrue(!body(exchange).contains("secret") && !body(exchange).contains("x.page"), body(exchange));
    }

    @Test
    void letsTheApplicationForwardIntoThem() throws Exception {
        servlet("forward", new Dispatch(false), "/forward");
        servlet("include", new Dispatch(true), "/include");

        assertEquals("secret", body(get("/app/forward?/WEB-INF/index.html")));
        assertEquals("<secret>", body(get("/app/include?/WEB-INF/index.html")));
        assertEquals("docs", body(get("/app/forward?/docs/")));
        assertEquals(500, get("/app/include?/none.txt").response().status());
    }

    @Test
    void standsBehindAServletMappedToTheSamePattern() throws Exception {
        servlet("own", new Echo(), "/");
        servlet("named", new Named(), "/named/*");

        assertEquals("/a.txt", body(get("/app/a.txt")));
        assertEquals("named", body(get("/app/named/x")));
    }

    /** Says which path it was called for. */
    private static final class Echo extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write(request.getServletPath());
        }
    }

    /** Forwards to the path in the query, or includes it. */
    private static final class Dispatch extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private final boolean including;

        Dispatch(boolean including) {
            this.including = including;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            RequestDispatcher dispatcher = request.getRequestDispatcher(request.getQueryString());
            if (including) {
                response.getWriter().write('<');
                dispatcher.include(request, response);
                response.getWriter().write('>');
            } else {
                dispatcher.forward(request, response);
            }
        }
    }

    /** Asks for the servlet by the name that frameworks know. */
    private static final class Named extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            assertNull(getServletContext().getNamedDispatcher("none"));
            response.getWriter().write(getServletContext().getNamedDispatcher("default") == null ? "" : "named");
        }
    }
}

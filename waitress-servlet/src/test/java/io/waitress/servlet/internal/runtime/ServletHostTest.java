package io.waitress.servlet.internal.runtime;

import static io.waitress.servlet.internal.runtime.RunningHost.filter;
import static io.waitress.servlet.internal.runtime.RunningHost.servlet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HttpException;
import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.io.File;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServletHostTest {

    @TempDir
    private Path folder;

    /** An application that answers every path with its own context path and the paths that it sees. */
    private static DeploymentModel echo(String contextPath, String... patterns) {
        return DeploymentModel.builder().contextPath(contextPath)
                .servlet(servlet("echo", (request, response) -> response.getWriter().write(String.join(" ",
                        request.getRequestURI(), '[' + request.getContextPath() + ']',
                        '[' + request.getServletPath() + ']', String.valueOf(request.getPathInfo()))), patterns)
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/               | / [] [] /",
        "/x              | /x [] [] /x",
        "/shop/x         | /shop/x [/shop] [] /x",
        "/shop/          | /shop/ [/shop] [] /",
        "/shop           | /shop [/shop] [] null",
        "/shopping       | /shopping [] [] /shopping",
        "/shop/old/x     | /shop/old/x [/shop/old] [] /x",
        "/s%68op/x       | /s%68op/x [/shop] [] /x",
        "/shop/./x       | /shop/./x [/shop] [] /x",
        "/shop/a%20b     | /shop/a%20b [/shop] [] /a b",
        "/shop;v=1/x;w=2 | /shop;v=1/x;w=2 [/shop] [] /x",
    })
    void givesRequestsToTheLongestContextPath(String path, String expected) throws Exception {
        try (RunningHost host = RunningHost.start(echo("/shop", "/*"), echo("", "/*"), echo("/shop/old", "/*"))) {
            assertEquals(expected, host.get(path).response().text());
            assertEquals(expected, host.get(path).response().text(), "from the cache");
        }
    }

    @Test
    void refusesPathsOutsideOfEveryApplication() throws Exception {
        try (RunningHost host = RunningHost.start(echo("/shop", "/*"))) {
            assertEquals(404, assertThrows(HttpException.class, () -> host.get("/other")).status());
            assertEquals(400, assertThrows(HttpException.class, () -> host.get("/shop/%2e%2e/x")).status());
            assertEquals(400, assertThrows(HttpException.class, () -> host.get("*")).status());
        }
    }

    @Test
    void opensNoTunnels() throws Exception {
        try (RunningHost host = RunningHost.start(echo("", "/*"))) {
            FakeExchange tunnel = new FakeExchange().target("CONNECT", "example.com:443");

            assertEquals(501, assertThrows(HttpException.class, () -> host.send(tunnel)).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,302", "HEAD,302", "POST,307"})
    void redirectsIntoTheApplication(String method, int status) throws Exception {
        try (RunningHost host = RunningHost.start(echo("/a b", "/x", ""))) {
            FakeExchange exchange = host.send(new FakeExchange().target(method, "/a%20b?q=1"));

            assertEquals(status, exchange.response().status());
            assertEquals("http://localhost/a%20b/?q=1", exchange.response().headers().get("Location"));
        }
    }

    @Test
    void answersOptionsForTheWholeServer() throws Exception {
        try (RunningHost host = RunningHost.start(echo("/shop", "/*"))) {
            FakeExchange exchange = host.send(new FakeExchange().target("OPTIONS", "*"));

            assertEquals(200, exchange.response().status());
            assertTrue(exchange.response().headers().get("Allow").contains("OPTIONS"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/outside/shop/x", "/shop/x"})
    void knowsThePrefixWhetherTheProxyKeepsItOrNot(String path) throws Exception {
        Settings settings = Settings.builder().urlPrefix("/outside").build();
        try (RunningHost host = RunningHost.start(settings, ResourceBase.empty(), echo("/shop", "/*"))) {
            assertEquals("/outside/shop/x [/outside/shop] [] /x", host.get(path).response().text());
        }
    }

    @Test
    void refusesTwoApplicationsAtOnePath() {
        assertThrows(IllegalArgumentException.class, () -> RunningHost.start(echo("", "/"), echo("", "/")));
        assertThrows(IllegalArgumentException.class, () -> new ServletHost(List.of(), HostOptions.DEFAULT));
    }

    @Test
    void stopsWhatHadStartedWhenAnotherFails() {
        List<String> events = new ArrayList<>();
        DeploymentModel good = DeploymentModel.builder().contextPath("/good")
                .listener(ContextLifecycleTest.listener("good", events)).build();
        DeploymentModel bad = DeploymentModel.builder().contextPath("/bad")
                .initializer(new InitializerDefinition((types, context) -> {
                    throw new ServletException("refused");
                }, null)).build();

        ServletException thrown = assertThrows(ServletException.class, () -> RunningHost.start(good, bad));

        assertEquals("The application at '/bad' cannot start: refused", thrown.getMessage());
        assertEquals(List.of("good up", "good down"), events);
    }

    @Test
    void stopsBackwardsWhateverThePaths() throws Exception {
        List<String> events = new ArrayList<>();
        DeploymentModel root = DeploymentModel.builder()
                .listener(ContextLifecycleTest.listener("root", events)).build();
        DeploymentModel below = DeploymentModel.builder().contextPath("/below")
                .listener(ContextLifecycleTest.listener("below", events)).build();

        RunningHost.start(root, below).close();

        assertEquals(List.of("root up", "below up", "below down", "root down"), events);
    }

    /** Errors of the virtual machine go on to the worker, but nobody comes back for what an end leaves out. */
    @Test
    void stopsAllWhateverHappens() throws Exception {
        List<String> events = new ArrayList<>();
        DeploymentModel first = DeploymentModel.builder()
                .listener(ContextLifecycleTest.listener("first", events)).build();
        DeploymentModel failing = DeploymentModel.builder().contextPath("/failing")
                .listener(ContextLifecycleTest.listener("failing", events))
                .listener(listener(event -> { }, event -> {
                    throw new OutOfMemoryError("deliberate");
                })).build();
        RunningHost host = RunningHost.start(first, failing);
        File temporary = (File) host.context().getAttribute(ServletContext.TEMPDIR);

        host.close();

        assertEquals(List.of("first up", "failing up", "failing down", "first down"), events);
        assertFalse(temporary.exists());
    }

    @Test
    void stopsWhatHadStartedWhenTheVirtualMachineFails() {
        List<String> events = new ArrayList<>();
        DeploymentModel failing = DeploymentModel.builder()
                .listener(ContextLifecycleTest.listener("before", events))
                .listener(listener(event -> {
                    throw new OutOfMemoryError("deliberate");
                }, event -> events.add("not started"))).build();

        assertThrows(OutOfMemoryError.class, () -> RunningHost.start(failing));

        assertEquals(List.of("before up", "before down"), events);
    }

    private static ListenerDefinition listener(Consumer<ServletContextEvent> up, Consumer<ServletContextEvent> down) {
        return new ListenerDefinition(new ComponentSource.Given<>(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                up.accept(event);
            }

            @Override
            public void contextDestroyed(ServletContextEvent event) {
                down.accept(event);
            }
        }), false);
    }

    /** A worker may come later than the time that requests have to end. */
    @Test
    void refusesRequestsAfterTheEnd() throws Exception {
        RunningHost host = RunningHost.start(echo("", "/*"));
        host.close();

        assertEquals(503, assertThrows(HttpException.class, () -> host.get("/")).status());
    }

    @Test
    void startsAgainWithANewContextAndTemporaryFolder() throws Exception {
        RunningHost host = RunningHost.start(echo("", "/*"));
        ServletContext first = host.context();
        File temporary = (File) first.getAttribute(ServletContext.TEMPDIR);
        assertTrue(temporary.isDirectory());
        Files.writeString(temporary.toPath().resolve("left"), "behind");

        host.close();
        assertFalse(temporary.exists());
        assertThrows(IllegalStateException.class, () -> host.context());
        host.host.start(Settings.builder().build());

        assertNotSame(first, host.context());
        assertEquals("/ [] [] /", host.get("/").response().text());
        host.close();
    }

    // ---- files ----

    private RunningHost files(DeploymentModel.Builder model) throws Exception {
        ResourceBase base = ResourceBase.folder(folder);
        return RunningHost.start(Settings.builder().build(), base, model.build());
    }

    private void write(String path, String content) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static DeploymentModel.Builder welcoming(String... names) {
        DeploymentModel.Builder model = DeploymentModel.builder().contextPath("/app");
        for (String name : names) {
            model.welcomeFile(name);
        }
        return model.servlet(servlet("page", (request, response) -> response.getWriter().write(
                        "page " + request.getRequestURI() + ' ' + request.getServletPath()), "*.page", "/by/servlet/*")
                .build());
    }

    /** The example of the specification, section 10.10, and servlets. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/app/foo/         | foo index",
        "/app/catalog/     | page /app/catalog/index.page /catalog/index.page",
        "/app/by/          | page /app/by/servlet /by/servlet",
        "/app/foo/a.html   | a",
    })
    void findsWelcomeFilesAndServlets(String path, String expected) throws Exception {
        write("foo/index.html", "foo index");
        write("foo/index.page", "later in the list");
        write("foo/a.html", "a");
        write("catalog/index.page", "source");
        write("by/nothing", "");
        try (RunningHost host = files(welcoming("index.html", "servlet", "index.page"))) {
            assertEquals(expected, host.get(path).response().text());
        }
    }

    @Test
    void prefersAFileLaterInTheListToAServletEarlier() throws Exception {
        write("dir/index.html", "file");
        try (RunningHost host = files(welcoming("index.page", "index.html"))) {
            assertEquals("file", host.get("/app/dir/").response().text());
        }
    }

    @Test
    void noticesWelcomeFilesThatComeAndGo() throws Exception {
        Files.createDirectories(folder.resolve("dir"));
        try (RunningHost host = files(welcoming("index.html").servlet(servlet("forward", "/forward",
                (request, response) -> request.getRequestDispatcher("/dir/").forward(request, response))))) {
            assertEquals(404, host.get("/app/dir/").response().status());
            assertEquals(404, host.get("/app/forward").response().status());
            write("dir/index.html", "new");
            assertEquals("new", host.get("/app/dir/").response().text());
            assertEquals("new", host.get("/app/forward").response().text());
        }
    }

    @Test
    void choosesFiltersForTheWelcomeFile() throws Exception {
        write("dir/index.page", "source");
        DeploymentModel.Builder model = welcoming("index.page");
        filter(model, "pages", "*.page", (request, response, chain) -> {
            response.getWriter().write("filtered ");
            chain.doFilter(request, response);
        }, DispatcherType.REQUEST);
        try (RunningHost host = files(model)) {
            assertEquals("filtered page /app/dir/index.page /dir/index.page", host.get("/app/dir/").response().text());
        }
    }

    @Test
    void forwardsToAFolderLikeARequest() throws Exception {
        write("dir/index.html", "welcome");
        DeploymentModel.Builder model = welcoming("index.html").servlet(servlet("forward", "/forward",
                (request, response) -> request.getRequestDispatcher("/dir/").forward(request, response)));
        try (RunningHost host = files(model)) {
            assertEquals("welcome", host.get("/app/forward").response().text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/WEB-INF/x.page", "/app/web-inf/x.page", "/app/META-INF/x.page", "/app/WEB-INF/",
        "/app/WEB-INF", "/app/x/../WEB-INF/x.page", "/app/%57EB-INF/x.page"})
    void keepsPrivateFilesFromServletsToo(String path) throws Exception {
        write("WEB-INF/x.page", "secret");
        try (RunningHost host = files(welcoming("x.page"))) {
            assertEquals(404, host.get(path).response().status());
        }
    }

    @Test
    void showsResourcesToTheApplication() throws Exception {
        write("dir/a.html", "a");
        write("WEB-INF/x", "secret");
        try (RunningHost host = files(welcoming())) {
            ServletContext context = host.context();

            assertEquals(List.of("/dir/a.html"), List.copyOf(context.getResourcePaths("/dir")));
            assertNull(context.getResourcePaths("/none"));
            assertEquals("a", new String(context.getResourceAsStream("/dir/a.html").readAllBytes()));
            assertEquals("secret", new String(context.getResource("/WEB-INF/x").openStream().readAllBytes()));
            assertNull(context.getResource("/none"));
            assertThrows(MalformedURLException.class, () -> context.getResource("dir"));
            assertEquals(folder.toRealPath().resolve("dir/a.html").toString(), context.getRealPath("/dir/a.html"));
            assertEquals(folder.toRealPath().resolve("not/yet").toString(), context.getRealPath("not/yet"));
            assertEquals(folder.toRealPath() + File.separator, context.getRealPath("/"), "names are appended to it");
            assertEquals(folder.toRealPath() + File.separator, context.getRealPath(""));
            assertEquals(folder.toRealPath().resolve("dir") + File.separator, context.getRealPath("/dir/"));
            assertEquals(folder.toRealPath().resolve("new") + File.separator, context.getRealPath("/new/"));
            assertEquals(folder.toRealPath().resolve("dir").toString(), context.getRealPath("/dir"));
            assertNull(context.getRealPath("/../outside"));
            assertEquals("text/html", context.getMimeType("x.html"));
            assertNull(context.getMimeType("x"));
            assertSame(context, context.getContext("/app/x"));
            assertNull(context.getContext("/other"));
        }
    }

    @Test
    void hidesOtherApplicationsFromTheRoot() throws Exception {
        try (RunningHost host = RunningHost.start(DeploymentModel.builder().build(),
                DeploymentModel.builder().contextPath("/shop").build())) {
            ServletContext root = host.context();

            assertSame(root, root.getContext("/"));
            assertSame(root, root.getContext("/shopping"));
            assertNull(root.getContext("/shop"));
            assertNull(root.getContext("/shop/cart"));
        }
    }
}

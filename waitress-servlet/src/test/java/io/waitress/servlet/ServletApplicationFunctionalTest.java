package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServletApplicationFunctionalTest {

    /** A servlet as a lambda. */
    @FunctionalInterface
    private interface Code {
        void run(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestServer server;

    @TempDir
    private Path folder;

    private static HttpServlet servlet(Code code) {
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                code.run(request, response);
            }
        };
    }

    private static ServletApplication.Builder with(String pattern, Code code) {
        return add(ServletApplication.builder(), pattern, code);
    }

    private static ServletApplication.Builder add(ServletApplication.Builder builder, String pattern, Code code) {
        return builder.servlet(pattern, servlet(code), options -> options.patterns(pattern));
    }

    private RawClient serve(ServletApplication application) {
        server = TestServer.start(application, settings -> settings.threads(4));
        return server.connect();
    }

    private RawClient serve(ServletApplication.Builder application) {
        return serve(application.build());
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void answersWithAServletBehindAFilter() throws Exception {
        Filter filter = (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("Filtered", "yes");
            chain.doFilter(request, response);
        };
        try (RawClient client = serve(with("/hello", (request, response) -> {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().write("Grüß Gott");
        }).filter("/*", filter))) {
            for (int i = 0; i < 3; i++) {
                RawResponse response = client.get("/hello");

                assertEquals(200, response.status());
                assertEquals("yes", response.header("Filtered"));
                assertEquals("11", response.header("Content-Length"));
                assertEquals("text/plain;charset=UTF-8", response.header("Content-Type"));
            }
        }
    }

    @Test
    void servesFilesBesideServlets() throws Exception {
        Files.writeString(folder.resolve("index.html"), "<p>welcome");
        Files.createDirectory(folder.resolve("sub"));
        try (RawClient client = serve(with("/hello", (request, response) -> { }).contextPath("/site")
                .resourceBase(folder))) {
            assertEquals("<p>welcome", client.get("/site/").text());
            assertEquals("text/html", client.get("/site/index.html").header("Content-Type"));
            assertEquals("/site/", client.get("/site").header("Location"));
            assertTrue(client.get("/site/sub").header("Location").endsWith("/site/sub/"));
            assertEquals(404, client.get("/site/sub/").status());
            assertEquals(404, client.get("/elsewhere").status());
        }
    }

    @Test
    void servesSeveralApplications() throws Exception {
        try (RawClient client = serve(ServletApplication.compose(
                with("/*", (request, response) -> response.getWriter().write("shop " + request.getPathInfo()))
                        .contextPath("/shop").build(),
                with("/*", (request, response) -> response.getWriter().write("root " + request.getPathInfo()))
                        .contextPath("/").build()))) {
            assertEquals("shop /a", client.get("/shop/a").text());
            assertEquals("root /a", client.get("/a").text());
            assertEquals("root /shopping", client.get("/shopping").text());
        }
    }

    @Test
    void forwardsIncludesAndReportsErrors() throws Exception {
        ServletApplication.Builder builder = with("/target", (request, response) ->
                response.getWriter().write(request.getDispatcherType() + ":" + request.getParameter("q")));
        add(builder, "/forward", (request, response) ->
                request.getRequestDispatcher("/target?q=f").forward(request, response));
        add(builder, "/include", (request, response) -> {
            response.getWriter().write("[");
            request.getRequestDispatcher("/target?q=i").include(request, response);
            response.getWriter().write("]");
        });
        add(builder, "/fail", (request, response) -> {
            throw new ServletException("wrapped", new IllegalStateException("inner"));
        });
        add(builder, "/page", (request, response) -> response.getWriter().write(
                "sorry " + request.getAttribute("jakarta.servlet.error.exception_type")));
        builder.errorPage(IllegalStateException.class, "/page");
        try (RawClient client = serve(builder)) {
            assertEquals("FORWARD:f", client.get("/forward").text());
            assertEquals("[INCLUDE:i]", client.get("/include").text());
            RawResponse failure = client.get("/fail");
            assertEquals(500, failure.status());
            assertEquals("sorry class java.lang.IllegalStateException", failure.text());
            assertEquals(404, client.get("/nothing").status());
            assertEquals("FORWARD:f", client.get("/forward").text(), "the connection is still good");
        }
    }

    @Test
    void cutsAResponseThatFailsAfterItsCommit() throws Exception {
        ServletApplication.Builder builder = with("/sync", (request, response) -> {
            response.getWriter().write("begun");
            response.flushBuffer();
            response.getWriter().write("more");
            throw new ServletException("too late");
        });
        add(builder, "/async", (request, response) -> {
            request.startAsync();
            response.getWriter().write("begun");
            response.flushBuffer();
            throw new ServletException("too late");
        });
        serve(builder).close();
        for (String path : List.of("/sync", "/async")) {
            try (RawClient client = server.connect()) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                String wire = client.readUntilClosed();
                assertTrue(wire.startsWith("HTTP/1.1 200 OK\r\n") && wire.contains("begun"), wire);
                assertFalse(wire.endsWith("0\r\n\r\n"), "the client must see that it is cut: " + wire);
            }
        }
    }

    @Test
    void completesAsynchronousRequestsOnOtherThreads() throws Exception {
        try (RawClient client = serve(with("/async", (request, response) -> {
            AsyncContext context = request.startAsync();
            threads.execute(() -> {
                try {
                    context.getResponse().getWriter().write("from " + request.getRequestURI());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                context.complete();
            });
        }))) {
            for (int i = 0; i < 20; i++) {
                assertEquals("from /async", client.get("/async").text());
            }
        }
    }

    @Test
    void dispatchesTimesOutAndFailsAsynchronously() throws Exception {
        ServletApplication.Builder builder = with("/target", (request, response) -> {
            if (request.getParameter("fail") != null) {
                throw new ServletException("in the dispatch");
            }
            response.getWriter().write(request.getDispatcherType() + " from "
                    + request.getAttribute(AsyncContext.ASYNC_REQUEST_URI));
        });
        add(builder, "/dispatch", (request, response) -> {
            AsyncContext context = request.startAsync();
            threads.execute(() -> context.dispatch("/target"));
        });
        add(builder, "/fail", (request, response) -> request.startAsync().dispatch("/target?fail=1"));
        add(builder, "/slow", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(20);
            context.addListener(new AsyncListener() {
                @Override
                public void onComplete(AsyncEvent event) {
                    events.add("complete");
                }

                @Override
                public void onTimeout(AsyncEvent event) {
                    events.add("timeout");
                }

                @Override
                public void onError(AsyncEvent event) {
                    events.add("error");
                }

                @Override
                public void onStartAsync(AsyncEvent event) {
                    events.add("start");
                }
            });
        });
        try (RawClient client = serve(builder)) {
            assertEquals("ASYNC from /dispatch", client.get("/dispatch").text());
            assertEquals(500, client.get("/slow").status());
            assertEquals("timeout", events.poll(30, TimeUnit.SECONDS));
            assertEquals("complete", events.poll(30, TimeUnit.SECONDS));
            assertEquals(500, client.get("/fail").status());
            assertEquals("ASYNC from /dispatch", client.get("/dispatch").text());
        }
    }

    /** A task of {@code start} that blocks must not keep the time-out from being noticed. */
    @Test
    void timesOutWhileATaskOfTheApplicationBlocks() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (RawClient client = serve(with("/blocked", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(20);
            context.start(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }))) {
            assertEquals(500, client.get("/blocked").status());
        } finally {
            release.countDown();
        }
    }

    /** Completions, dispatches and time-outs race; every request is answered once, in order. */
    @Test
    void answersEveryRequestOfARaceOnce() throws Exception {
        ServletApplication.Builder builder = with("/race", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(1);
            response.setHeader("Number", request.getQueryString());
            int choice = ThreadLocalRandom.current().nextInt(3);
            for (int i = 0; i < choice; i++) {
                boolean complete = i == 0;
                threads.execute(() -> {
                    try {
                        if (complete) {
                            context.complete();
                        } else {
                            context.dispatch("/target");
                        }
                    } catch (IllegalStateException ignored) {
                        // another end came first
                    }
                });
            }
        });
        add(builder, "/target", (request, response) -> response.getWriter().write("dispatched"));
        int port;
        try (RawClient client = serve(builder)) {
            port = server.port();
            assertEquals(404, client.get("/").status());
        }
        List<Future<?>> clients = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            clients.add(threads.submit(() -> {
                try (RawClient client = RawClient.connect(port).timeout(Duration.ofSeconds(30))) {
                    for (int i = 0; i < 200; i++) {
                        RawResponse response = client.get("/race?" + i);
                        assertTrue(response.status() == 200 || response.status() == 500, response.toString());
                        assertEquals(String.valueOf(i), response.header("Number"));
                    }
                }
            }));
        }
        for (Future<?> client : clients) {
            client.get(50, TimeUnit.SECONDS);
        }
    }

    @Test
    void keepsTheRequestListenerAroundTheWholeRequest() throws Exception {
        ServletApplication.Builder builder = with("/", (request, response) -> {
            AsyncContext context = request.startAsync();
            threads.execute(context::complete);
        });
        builder.listener(new ServletRequestListener() {
            @Override
            public void requestInitialized(ServletRequestEvent event) {
                events.add("initialized");
            }

            @Override
            public void requestDestroyed(ServletRequestEvent event) {
                events.add("destroyed");
            }
        });
        try (RawClient client = serve(builder)) {
            assertEquals(200, client.get("/").status());
            assertEquals("initialized", events.poll(30, TimeUnit.SECONDS));
            assertEquals("destroyed", events.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void offersEverythingThatTheBuilderTakes() throws Exception {
        ServletApplication application = ServletApplication.builder()
                .contextPath("/all").displayName("All").attribute("a", 1).initParameter("p", "q")
                .servlet("typed", Typed.class, options -> options.patterns("/typed").initParameter("x", "y")
                        .loadOnStartup(1))
                .servlet("made", () -> servlet((request, response) -> response.getWriter().print(
                        request.isAsyncSupported() + " " + request.getPart("f").getSize())), options -> options
                        .patterns("/made").asyncSupported(false).multipart(new MultipartConfigElement("")))
                .filter("named", (Filter) (request, response, chain) -> {
                    ((HttpServletResponse) response).addHeader("Named", request.getDispatcherType().name());
                    chain.doFilter(request, response);
                }, options -> options.servlets("typed").dispatchers(DispatcherType.REQUEST, DispatcherType.FORWARD))
                .listener(Counting.class)
                .initializer((types, context) -> context.setAttribute("types", types), String.class)
                .sessions(options -> options.timeout(Duration.ofMinutes(5)).cookieName("SID")
                        .cookieAttribute("SameSite", "Strict"))
                .mimeType("xyz", "text/xyz").requestEncoding("UTF-8").responseEncoding("UTF-8")
                .asyncTimeout(Duration.ofSeconds(7)).welcomeFiles("start.html")
                .build();
        try (RawClient client = serve(application)) {
            RawResponse typed = client.get("/all/typed");
            assertEquals("y q 1 7000", typed.text());
            assertEquals("REQUEST", typed.header("Named"));
            assertTrue(typed.header("Set-Cookie").startsWith("SID="), typed.toString());
            assertTrue(typed.header("Set-Cookie").contains("SameSite=Strict"), typed.toString());
            String body = "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nabc\r\n--b--\r\n";
            client.send("POST /all/made HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                    + "Content-Length: " + body.getBytes(StandardCharsets.US_ASCII).length + "\r\n\r\n" + body);
            assertEquals("false 3", client.readResponse().text());
            assertEquals("All", application.servletContext().getServletContextName());
            assertEquals("text/xyz", application.servletContext().getMimeType("a.xyz"));
            assertEquals(5, application.servletContext().getSessionTimeout());
            assertEquals(true, application.servletContext().getAttribute("counted"));
        }
        server.close();
        assertThrows(IllegalStateException.class, application::servletContext);
    }

    /** Named by its class in a test. */
    public static final class Typed extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getSession();
            AsyncContext context = request.startAsync();
            response.getWriter().print(getInitParameter("x") + ' ' + getServletContext().getInitParameter("p") + ' '
                    + getServletContext().getAttribute("a") + ' ' + context.getTimeout());
            context.complete();
        }
    }

    /** Named by its class in a test. */
    public static final class Counting implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setAttribute("counted", true);
        }
    }

    @Test
    void servesUntilTheCallerIsInterrupted() throws Exception {
        CountDownLatch up = new CountDownLatch(1);
        CountDownLatch down = new CountDownLatch(1);
        ServletApplication application = ServletApplication.builder().listener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                up.countDown();
            }

            @Override
            public void contextDestroyed(ServletContextEvent event) {
                down.countDown();
            }
        }).build();
        Thread caller = new Thread(() -> {
            try {
                Waitress.serve(application, settings -> settings.listen("127.0.0.1:0"));
                events.add("returned");
            } catch (InterruptedException e) {
                events.add("interrupted");
            } catch (IOException e) {
                events.add(e.toString());
            }
        });
        caller.start();
        assertTrue(up.await(30, TimeUnit.SECONDS));
        assertFalse(down.await(1, TimeUnit.MILLISECONDS));

        caller.interrupt();

        assertEquals("interrupted", events.poll(30, TimeUnit.SECONDS));
        assertTrue(down.await(30, TimeUnit.SECONDS));
    }
}

package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and responses over real sockets. */
@Timeout(300)
class FacadeFunctionalTest {

    private final Pages pages = new Pages();
    private TestServer server;
    private RawClient client;

    /** What a path answers. */
    @FunctionalInterface
    private interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    /** A servlet that is a different one for each path. */
    private static final class Pages extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Map<String, Page> pages = new ConcurrentHashMap<>();

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            pages.get(request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo()))
                    .answer(request, response);
        }
    }

    @BeforeEach
    void start() throws IOException {
        ServletApplication application = ServletApplication.builder()
                .servlet("pages", pages, options -> options.patterns("/*").asyncSupported(true)
                        .multipart(new MultipartConfigElement("", -1, -1, 16)))
                .build();
        server = TestServer.start(application, settings -> settings.threads(4));
        client = server.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void page(String path, Page page) {
        pages.pages.put(path, page);
    }

    @Test
    void answersWithLengthOnAConnectionThatStays() {
        page("/hello", (request, response) -> {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print("Grüße, " + request.getParameter("name"));
        });

        RawResponse first = client.get("/hello?name=J%C3%BCrgen");
        RawResponse second = client.get("/hello?name=x");

        assertEquals("200 Grüße, Jürgen", first.status() + " " + first.text());
        assertEquals("16", first.header("Content-Length"));
        assertEquals("text/plain;charset=UTF-8", first.header("Content-Type"));
        assertEquals("Grüße, x", second.text());
    }

    @Test
    void sendsNoContentForHead() {
        page("/hello", (request, response) -> response.getWriter().print("content"));

        client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");

        String head = client.readUntil("\r\n\r\n");
        assertTrue(head.contains("\r\nContent-Length: 7\r\n"), head);
        assertEquals("content", client.get("/hello").text());
    }

    @Test
    void keepsASessionByItsCookie() {
        page("/count", (request, response) -> {
            Integer before = (Integer) request.getSession().getAttribute("n");
            int now = before == null ? 1 : before + 1;
            request.getSession().setAttribute("n", now);
            response.getWriter().print(now);
        });

        RawResponse first = client.get("/count");
        String cookie = first.header("Set-Cookie").replaceFirst(";.*", "");
        RawResponse second = client.request("""
                GET /count HTTP/1.1
                Host: x
                Cookie: other=1; %s

                """.formatted(cookie));

        assertEquals("1", first.text());
        assertEquals("2", second.text());
        assertNull(second.header("Set-Cookie"));
    }

    @Test
    void redirectsToAnAbsoluteUrl() {
        page("/old/page", (request, response) -> response.sendRedirect("../new?x=1", 308));

        RawResponse response = client.request("""
                GET /old/page HTTP/1.1
                Host: example.org:81

                """);

        assertEquals(308, response.status());
        assertEquals("http://example.org:81/new?x=1", response.header("Location"));
    }

    @Test
    void receivesAForm() {
        page("/form", (request, response) -> response.getWriter()
                .print(String.join("|", request.getParameterValues("a"))));

        RawResponse response = client.request("""
                POST /form?a=0 HTTP/1.1
                Host: x
                Content-Type: application/x-www-form-urlencoded
                Content-Length: 11

                a=1+2&a=%41""");

        assertEquals("0|1 2|A", response.text());
    }

    @Test
    void receivesAnUpload() {
        page("/upload", (request, response) -> {
            for (Part part : request.getParts()) {
                response.getWriter().print(part.getName() + ':' + part.getSubmittedFileName() + ':' + part.getSize()
                        + ' ');
            }
        });
        String body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n\"\r\n\r\n" + "x".repeat(100_000)
                + "\r\n--b--\r\n";

        client.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data;boundary=b\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n").send(body);

        assertEquals("f:n:100000 ", client.readResponse().text());
    }

    @Test
    void passesTrailersBothWays() {
        page("/trailers", (request, response) -> {
            request.getInputStream().readAllBytes();
            Map<String, String> fields = request.getTrailerFields();
            response.setTrailerFields(() -> Map.of("X-Sum", fields.get("x-sum") + "!"));
            response.getWriter().print("content");
        });

        client.sendLines("""
                POST /trailers HTTP/1.1
                Host: x
                Transfer-Encoding: chunked

                3
                abc
                0
                X-Sum: 42

                """);

        String answer = client.readUntil("\r\n0\r\n") + client.readUntil("\r\n\r\n");
        assertTrue(answer.endsWith("X-Sum: 42!\r\n\r\n"), answer);
    }

    @Test
    void answersAtOnceWhenTheDeclaredLengthIsWritten() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        page("/early", (request, response) -> {
            response.setContentLength(5);
            response.getOutputStream().print("early");
            await(answered);
            response.getOutputStream().print(" and ignored");
        });

        assertEquals("early", client.get("/early").text());
        answered.countDown();
        page("/next", (request, response) -> response.getWriter().print("next"));
        assertEquals("next", client.get("/next").text());
    }

    @Test
    void rendersAnError() {
        page("/error", (request, response) -> {
            response.getWriter().print("not seen");
            response.sendError(409, "Try <later>");
        });

        RawResponse response = client.get("/error");

        assertEquals(409, response.status());
        assertTrue(response.text().contains("Try &lt;later&gt;"), response.text());
        assertTrue(!response.text().contains("not seen"), response.text());
    }

    @Test
    void blamesTheClientForBadParameters() {
        page("/bad", (request, response) -> request.getParameter("a"));

        assertEquals(400, client.get("/bad?a=%zz").status());
    }

    @Test
    void readsWithoutBlocking() {
        page("/echo", (request, response) -> {
            AsyncContext async = request.startAsync();
            request.getInputStream().setReadListener(new Echo(async));
        });
        String body = "0123456789".repeat(10_000);

        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n").send(body);
        assertEquals(body, client.readResponse().text());

        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        assertEquals("hello", client.readResponse().text());
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertEquals("", client.readResponse().text());
    }

    /** Collects the body, then answers with it. */
    private record Echo(AsyncContext async) implements ReadListener {

        @Override
        public void onDataAvailable() throws IOException {
            ServletInputStream input = async.getRequest().getInputStream();
            byte[] buffer = new byte[1000];
            while (input.isReady() && !input.isFinished()) {
                int count = input.read(buffer);
                async.getResponse().getOutputStream().write(buffer, 0, count);
            }
        }

        @Override
        public void onAllDataRead() {
            async.complete();
        }

        @Override
        public void onError(Throwable t) {
            async.complete();
        }
    }

    @Test
    void writesWithoutBlocking() {
        int blocks = 1000;
        byte[] block = new byte[64 * 1024];
        page("/large", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            response.setContentLengthLong((long) blocks * block.length);
            ServletOutputStream output = response.getOutputStream();
            output.setWriteListener(new WriteListener() {
                private int left = blocks;

                @Override
                public void onWritePossible() throws IOException {
                    while (left > 0 && output.isReady()) {
                        output.write(block);
                        left--;
                    }
                    if (left == 0) {
                        async.complete();
                    }
                }

                @Override
                public void onError(Throwable t) {
                    async.complete();
                }
            });
        });

        client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        client.readUntil("\r\n\r\n");
        client.skip((long) blocks * block.length);
        page("/next", (request, response) -> response.getWriter().print("next"));
        assertEquals("next", client.get("/next").text());
    }

    @Test
    void upgradesAndKeepsWhatTheClientSentTooEarly() {
        page("/up", (request, response) -> {
            response.setStatus(101);
            response.setHeader("Upgrade", "shout");
            response.setHeader("Connection", "Upgrade");
            request.upgrade(Shouting.class);
        });

        client.send("GET /up HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\nearly ");
        String head = client.readUntil("\r\n\r\n");
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        assertEquals("HELLO EARLY ", client.read(12));
        client.send("and late");
        assertEquals("AND LATE", client.read(8));
        client.endOutput();

        assertEquals(" BYE", client.readUntilClosed());
    }

    /** Says hello, then what the client says in upper case. */
    public static final class Shouting implements HttpUpgradeHandler {

        @Override
        public void init(WebConnection connection) {
            try {
                ServletInputStream input = connection.getInputStream();
                ServletOutputStream output = connection.getOutputStream();
                input.setReadListener(new ReadListener() {
                    @Override
                    public void onDataAvailable() throws IOException {
                        byte[] buffer = new byte[100];
                        while (input.isReady()) {
                            int count = input.read(buffer);
                            output.print(new String(buffer, 0, count, StandardCharsets.US_ASCII).toUpperCase());
                        }
                    }

                    @Override
                    public void onAllDataRead() throws IOException {
                        output.print(" BYE");
                        output.close();
                    }

                    @Override
                    public void onError(Throwable t) {
                        throw new AssertionError(t);
                    }
                });
                output.print("HELLO ");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void destroy() {
            // nothing to release
        }
    }

    /** Nothing is left to be said then, and no deadline would ever close the connection. */
    @Test
    void closesAnUpgradedConnectionThatBothSidesHaveEnded() throws Exception {
        page("/up", (request, response) -> {
            response.setHeader("Upgrade", "farewell");
            request.upgrade(Farewell.class);
        });
        Farewell.DESTROYED.drainPermits();

        client.send("GET /up HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: farewell\r\n\r\n");
        client.readUntil("BYE");
        client.endOutput();

        assertTrue(Farewell.DESTROYED.tryAcquire(10, TimeUnit.SECONDS), "the connection stays");
    }

    /** Ends its output at once, and listens until the client ends its own. */
    public static final class Farewell implements HttpUpgradeHandler {

        private static final Semaphore DESTROYED = new Semaphore(0);

        @Override
        public void init(WebConnection connection) {
            try {
                connection.getInputStream().setReadListener(new ReadListener() {
                    @Override
                    public void onDataAvailable() {
                        // the client says nothing
                    }

                    @Override
                    public void onAllDataRead() {
                        // output is closed already
                    }

                    @Override
                    public void onError(Throwable t) {
                        throw new AssertionError(t);
                    }
                });
                connection.getOutputStream().print("BYE");
                connection.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void destroy() {
            DESTROYED.release();
        }
    }

    @Test
    void noticesThatTheClientHasGone() throws Exception {
        CountDownLatch noticed = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        page("/wait", (request, response) -> {
            BooleanSupplier connected = (BooleanSupplier) request.getAttribute("io.waitress.client_connected");
            inside.countDown();
            while (connected.getAsBoolean()) {
                Thread.onSpinWait();
            }
            noticed.countDown();
        });

        server.close();
        start(1);
        client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
        await(inside);
        client.reset();

        assertTrue(noticed.await(20, TimeUnit.SECONDS));
    }

    private void start(int lookahead) throws IOException {
        ServletApplication application = ServletApplication.builder().servlet("/*", pages).build();
        server = TestServer.start(application, settings -> settings.channelRequestLookahead(lookahead));
        client.close();
        client = server.connect();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}

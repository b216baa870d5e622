package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How requests end when something goes wrong, over real sockets. */
@Timeout(300)
class RequestEndFunctionalTest {

    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch sessionEnded = new CountDownLatch(1);
    private TestServer server;

    /** What a path answers. */
    @FunctionalInterface
    private interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private HttpServlet pages() {
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws IOException, ServletException {
                pages.get(request.getServletPath()).answer(request, response);
            }
        };
    }

    private final class Watcher implements ServletRequestListener, HttpSessionListener {

        @Override
        public void requestInitialized(ServletRequestEvent event) {
            running.incrementAndGet();
        }

        @Override
        public void requestDestroyed(ServletRequestEvent event) {
            running.decrementAndGet();
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            sessionEnded.countDown();
        }
    }

    @BeforeEach
    void start() {
        ServletApplication application = ServletApplication.builder()
                .servlet("front", pages(), options -> options.patterns("/front", "/start", "/fail", "/write")
                        .asyncSupported(true))
                .servlet("back", pages(), options -> options.patterns("/back"))
                .servlet("error", pages(), options -> options.patterns("/error"))
                .listener(new Watcher())
                .errorPage("/error")
                .build();
        pages.put("/error", (request, response) -> response.getWriter().print("error page"));
        server = TestServer.start(application, settings -> settings.threads(4).outbufHighWatermark(100_000));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void failsWhileInASession(Error failure) throws Exception {
        pages.put("/start", (request, response) -> {
            HttpSession session = request.getSession();
            session.setMaxInactiveInterval(1);
        });
        pages.put("/fail", (request, response) -> {
            request.getSession();
            throw failure;
        });
        try (RawClient client = server.connect()) {
            String cookie = client.get("/start").header("Set-Cookie");
            client.send("GET /fail HTTP/1.1\r\nHost: x\r\nCookie: " + cookie.substring(0, cookie.indexOf(';'))
                    + "\r\n\r\n");
            assertEquals(500, client.readResponse().status());
        }
        assertTrue(sessionEnded.await(30, TimeUnit.SECONDS), "the failed request holds its session");
        while (running.get() > 0) {     // hangs if requestDestroyed is not called
            Thread.onSpinWait();
        }
    }

    @Test
    void releasesTheSessionAfterAStackOverflow() throws Exception {
        failsWhileInASession(new StackOverflowError("thrown by the test"));
    }

    @Test
    void releasesTheSessionAfterAnErrorOfTheVirtualMachine() throws Exception {
        failsWhileInASession(new OutOfMemoryError("thrown by the test"));
    }

    @Test
    void answersAStackOverflowWithTheErrorPage() {
        pages.put("/fail", (request, response) -> {
            throw new StackOverflowError("thrown by the test");
        });
        try (RawClient client = server.connect()) {
            assertEquals("error page", client.get("/fail").text());
        }
    }

    @Test
    void releasesTheSessionWhenAnAsynchronousDispatchHitsAnErrorOfTheVirtualMachine() throws Exception {
        pages.put("/start", (request, response) -> request.getSession().setMaxInactiveInterval(1));
        pages.put("/front", (request, response) -> request.startAsync().dispatch("/fail"));
        pages.put("/fail", (request, response) -> {
            throw new OutOfMemoryError("thrown by the test");
        });
        try (RawClient client = server.connect()) {
            String cookie = client.get("/start").header("Set-Cookie");
            client.send("GET /front HTTP/1.1\r\nHost: x\r\nCookie: " + cookie.substring(0, cookie.indexOf(';'))
                    + "\r\n\r\n");
            assertEquals(500, client.readResponse().status());
        }
        assertTrue(sessionEnded.await(30, TimeUnit.SECONDS), "the failed request holds its session");
        while (running.get() > 0) {     // hangs if requestDestroyed is not called
            Thread.onSpinWait();
        }
    }

    @Test
    void withdrawsTheServletThatIsUnavailableAndNotTheOneThatForwardsToIt() {
        pages.put("/front", (request, response) -> {
            if (request.getQueryString() == null) {
                response.getWriter().print("front");
            } else {
                request.getRequestDispatcher("/back").forward(request, response);
            }
        });
        pages.put("/back", (request, response) -> {
            throw new UnavailableException("gone for good");
        });
        try (RawClient client = server.connect()) {
            assertEquals(404, client.get("/front?forward").status());
            assertEquals(404, client.get("/front?forward").status());
            RawResponse front = client.get("/front");
            assertEquals("200 front", front.status() + " " + front.text());
        }
    }

    /** A time-out must not put the end of the response between two pieces of a writer that waits for the client. */
    @Test
    void cutsAResponseThatTimesOutWhileAThreadWaitsToWriteMoreOfIt() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        pages.put("/write", (request, response) -> {
            AsyncContext async = request.startAsync();
            ServletOutputStream output = response.getOutputStream();
            Thread writer = new Thread(() -> {
                byte[] piece = "x".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
                try {
                    for (int i = 0; i < 2000; i++) {
                        output.write(piece);
                    }
                } catch (IOException | IllegalStateException e) {
                    // the response has ended
                } finally {
                    ended.countDown();
                }
            });
            writer.start();
            while (writer.getState() != Thread.State.WAITING) {     // for the client, who reads nothing yet
                Thread.onSpinWait();
            }
            async.setTimeout(10);
        });
        pages.put("/front", (request, response) -> response.getWriter().print("next"));
        byte[] received;
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET /write HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /front HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            while (running.get() == 0) {
                Thread.onSpinWait();
            }
            while (running.get() == 1 && ended.getCount() > 0) {    // until the time-out has ended it
                Thread.onSpinWait();
            }
            received = readAll(socket.getInputStream());
        }
        String text = new String(received, StandardCharsets.US_ASCII);
        int end = text.indexOf("\r\n0\r\n\r\n");
        if (end >= 0) {
            assertTrue(text.startsWith("HTTP/1.1 ", end + 7), "bytes of the first response follow its end: "
                    + text.substring(end, Math.min(text.length(), end + 60)));
        }
        assertFalse(text.contains("next"), "a cut response ends its connection");
        assertTrue(ended.await(30, TimeUnit.SECONDS), "the writer still waits");
    }

    private static byte[] readAll(InputStream input) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[65_536];
        try {
            for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
                all.write(piece, 0, read);
            }
        } catch (IOException e) {
            // reset: what came before counts
        }
        return all.toByteArray();
    }
}

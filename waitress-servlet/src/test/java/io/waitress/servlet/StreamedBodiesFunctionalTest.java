package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servlets that are called before the body of their request has come. */
@Timeout(300)
class StreamedBodiesFunctionalTest {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private TestServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
            server.close();
        }
    }

    private void start(ServletApplication application) {
        server = TestServer.start(application, settings -> settings.threads(2));
        client = server.connect();
    }

    private String next() throws InterruptedException {
        return events.poll(30, TimeUnit.SECONDS);
    }

    /** Lets the dispatcher deal with everything that was sent before: it answers this afterwards. */
    private void awaitTurn() {
        try (RawClient other = server.connect()) {
            assertEquals(404, other.get("/turn").status());
        }
    }

    private ServletApplication.Builder application() {
        return ServletApplication.builder()
                .servlet("listening", new Listening(), options -> options.patterns("/listening").asyncSupported(true))
                .servlet("blocking", new Blocking(), options -> options.patterns("/blocking").asyncSupported(true))
                .servlet("ordinary", new Blocking(), options -> options.patterns("/ordinary").asyncSupported(false))
                .servlet("pinned", new Blocking(), options -> options.patterns("/pinned")
                        .initParameter("io.waitress.streaming", "true"))
                .servlet("never", new Listening(), options -> options.patterns("/never").asyncSupported(true)
                        .initParameter("io.waitress.streaming", "false"));
    }

    private static String head(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
    }

    @Test
    void tellsAListenerOfWhatComesWhileItComes() throws Exception {
        start(application().build().streamBodies());
        for (int i = 0; i < 3; i++) {
            client.send(head("/listening") + "Hello");
            assertEquals("called", next());
            assertEquals("data Hello", next());

            client.send("World");

            assertEquals("data World", next());
            assertEquals("all", next());
            assertEquals("done", client.readResponse().text());
        }
    }

    @Test
    void readsCompletelyUnlessToldOtherwise() throws Exception {
        start(application().build());
        client.send(head("/listening") + "Hello");
        awaitTurn();
        assertNull(events.peek());

        client.send("World");

        assertEquals("called", next());
        assertEquals("data HelloWorld", next());
        assertEquals("all", next());
        assertEquals("done", client.readResponse().text());
    }

    @Test
    void servletsThatReadBlockingAreSoonCalledForCompleteBodies() throws Exception {
        start(application().build().streamBodies());
        client.send(head("/blocking") + "Hello");
        assertEquals("called", next());
        assertEquals("first H", next());
        client.send("World");
        assertEquals("elloWorld", client.readResponse().text());

        client.send(head("/blocking") + "Hello");
        awaitTurn();
        assertNull(events.peek());
        assertEquals("elloWorld", client.send("World").readResponse().text());
    }

    @Test
    void ordinaryServletsAreCalledForCompleteBodies() throws Exception {
        start(application().build().streamBodies());
        for (String path : new String[] {"/ordinary", "/never"}) {
            client.send(head(path) + "Hello");
            awaitTurn();
            assertNull(events.peek(), path);
            assertEquals(200, client.send("World").readResponse().status());
            events.clear();
        }
    }

    @Test
    void aServletMayAskToBeCalledEarlyHoweverItReads() throws Exception {
        start(application().build());
        for (int i = 0; i < 3; i++) {
            client.send(head("/pinned") + "Hello");
            assertEquals("called", next());
            assertEquals("first H", next());
            assertEquals("elloWorld", client.send("World").readResponse().text());
        }
    }

    @Test
    void tellsAListenerThatTheClientHasGone() throws Exception {
        start(application().build().streamBodies());
        client.send(head("/listening") + "Hello");
        assertEquals("called", next());
        assertEquals("data Hello", next());

        client.reset();

        assertEquals("ClientDisconnectedException", next());
    }

    @Test
    void tellsAListenerThatTheBodyIsMalformed() throws Exception {
        start(application().build().streamBodies());
        client.send("POST /listening HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n");
        assertEquals("called", next());
        assertEquals("data Hello", next());

        assertEquals(400, client.send("nonsense\r\n").readResponse().status());

        assertEquals("MalformedBodyException", next());
        client.assertClosed();
    }

    @Test
    void answersABlockingReaderOfAMalformedBody() throws Exception {
        start(application().build());
        client.send("POST /pinned HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n");
        assertEquals("called", next());

        assertEquals(400, client.send("nonsense\r\n").readResponse().status());
        client.assertClosed();
    }

    @Test
    void saysWhichServletAsksForSomethingUnknown() {
        ServletApplication wrong = ServletApplication.builder().servlet("odd", new Blocking(),
                options -> options.patterns("/x").initParameter("io.waitress.streaming", "maybe")).build();
        String problem = "";
        try {
            TestServer.start(wrong).close();
        } catch (IllegalStateException e) {
            problem = e.getMessage();
        }
        assertTrue(problem.contains("'odd'") && problem.contains("'maybe'"), problem);
    }

    /** Tells of every call of its listener. */
    private final class Listening extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            events.add("called");
            AsyncContext async = request.startAsync();
            ServletInputStream input = request.getInputStream();
            input.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    byte[] bytes = new byte[100];
                    StringBuilder text = new StringBuilder("data ");
                    while (input.isReady()) {
                        int count = input.read(bytes);
                        if (count < 0) {
                            break;
                        }
                        text.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
                    }
                    events.add(text.toString());
                }

                @Override
                public void onAllDataRead() throws IOException {
                    events.add("all");
                    response.getOutputStream().print("done");
                    async.complete();
                }

                @Override
                public void onError(Throwable thrown) {
                    events.add(thrown.getClass().getSimpleName());
                }
            });
        }
    }

    /** Waits for its body, and answers with it from the second byte on. */
    private final class Blocking extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            events.add("called");
            events.add("first " + (char) request.getInputStream().read());
            response.getOutputStream().write(request.getInputStream().readAllBytes());
        }
    }
}

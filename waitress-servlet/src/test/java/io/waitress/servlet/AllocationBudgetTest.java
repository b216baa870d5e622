package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.waitress.core.testing.RawClient;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ordinary requests cost in memory, on all threads of the server together, the application's share included. */
@Timeout(300)
class AllocationBudgetTest {

    private static final int WARM_UP = 15_000;
    private static final int REQUESTS = 4_000;
    /** The compiler, on whom the result depends, may come late. */
    private static final int ATTEMPTS = 20;
    private static final int BODY_BYTES = 1024;

    private final TestServer server = TestServer.start(ServletApplication.builder()
            .servlet("/hello", new Hello()).servlet("/json", new Json()).servlet("/form", new Form())
            .servlet("/echo", new Echo()).servlet("/session", new Visits()).build(), settings -> settings.threads(1));
    private final RawClient client = server.connect();

    private static final class Hello extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final byte[] CONTENT = "Hello, world".getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setContentLength(CONTENT.length);
            response.getOutputStream().write(CONTENT);
        }
    }

    private static final class Json extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json;charset=UTF-8");
            PrintWriter writer = response.getWriter();
            writer.write('[');
            for (int i = 0; i < 20; i++) {
                writer.write(",{\"id\":");
                writer.print(i);
                writer.print(",\"name\":\"item number ");
                writer.print(1000L + i);
                writer.write("\"}");
            }
            writer.write(']');
        }
    }

    private static final class Form extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentLength(1);
            response.getOutputStream().write('0' + request.getParameter("name").length()
                    + request.getParameterMap().size());
        }
    }

    private static final class Echo extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    private static final class Visits extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getSession().setAttribute("seen", true);
            response.setContentLength(1);
            response.getOutputStream().write('.');
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void greeting() {
        assertCostsAtMost(1000, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    void textInSmallPieces() {
        assertCostsAtMost(4000, "GET /json HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    void form() {
        assertCostsAtMost(3350, "POST /form?a=1&q=b%20c HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nname=J%C3%BCrgen&email=x");
    }

    @Test
    void echo() {
        assertCostsAtMost(3600, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n"
                + "x".repeat(BODY_BYTES));
    }

    @Test
    void session() {
        String created = client.send("GET /session HTTP/1.1\r\nHost: a\r\n\r\n").readResponse().header("Set-Cookie");
        String cookie = created.substring(0, created.indexOf(';'));

        assertCostsAtMost(1450, "GET /session HTTP/1.1\r\nHost: a\r\nCookie: theme=dark; " + cookie + "\r\n\r\n");
    }

    private void assertCostsAtMost(long budget, String request) {
        byte[] wire = request.getBytes(StandardCharsets.ISO_8859_1);
        int responseBytes = client.send(wire).readResponse().wire().length();
        exchange(wire, responseBytes, WARM_UP);
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && bytes > budget; attempt++) {
            long before = allocatedByServer();
            exchange(wire, responseBytes, REQUESTS);
            bytes = (allocatedByServer() - before) / REQUESTS;
        }

        assertTrue(bytes <= budget, bytes + " bytes per request, expected at most " + budget);
    }

    private void exchange(byte[] request, int responseBytes, int times) {
        for (int i = 0; i < times; i++) {
            client.send(request).readBytes(responseBytes);
        }
    }

    private static long allocatedByServer() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long total = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("waitress-")) {
                total += threads.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        return total;
    }
}

package io.waitress.servlet.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.WaitressServer;
import io.waitress.core.testing.RawClient;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(300)
class WaitressExtensionTest {

    private static final class HelloServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("Hello, " + request.getHeader("X-Name"));
        }
    }

    @RegisterExtension
    static final WaitressExtension server = WaitressExtension.servlet("/hello", new HelloServlet());

    private static TestServer first;    // the server that the first test has met

    private static void assertIsStillTheFirst(TestServer now) {
        first = first == null ? now : first;
        assertSame(first, now);
        assertTrue(now.server().running());
    }

    @BeforeEach
    void usesOneServerForAllTests() {
        assertIsStillTheFirst(server.server());
    }

    @Test
    void serves() throws Exception {
        assertEquals("Hello, you", server.get("/hello", "X-Name", "you").body());
        assertEquals(404, server.get("/other").statusCode());
    }

    @Test
    void resolvesParameters(URI uri, HttpClient http, RawClient raw, ServletContext context, WaitressServer engine,
            TestServer testServer) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(uri.resolve("/hello")).build(), HttpResponse.BodyHandlers.ofString());

        assertEquals("Hello, null", response.body());
        assertEquals("Hello, null", raw.get("/hello").text());
        raw.assertOpen();
        assertSame(server.servletContext(), context);
        assertSame(server.server(), testServer);
        assertSame(testServer.server(), engine);
        assertEquals(uri.getPort(), server.port());
    }

    @Nested
    class NestedClass {

        @Test
        void usesTheSameServer() {
            assertIsStillTheFirst(server.server());
        }
    }

    @Nested
    class AnotherNestedClass {

        @Test
        void findsItStillRunning() {
            assertIsStillTheFirst(server.server());
        }
    }

    @Nested
    @TestMethodOrder(MethodOrderer.MethodName.class)
    class WithAServerForEachTest {

        private static TestServer last;

        @RegisterExtension
        final WaitressExtension own = WaitressExtension
                .application(exchange -> exchange.response().headers().set("X-Served-By", "core"))
                .settings(settings -> settings.ident("test"));

        @Test
        void first() throws Exception {
            last = own.server();

            assertEquals("core", own.get("/").headers().firstValue("X-Served-By").orElse(""));
            assertEquals("test", own.get("/").headers().firstValue("Server").orElse(""));
        }

        @Test
        void second() {
            assertNotSame(last, own.server());
            assertTrue(own.server().server().running());
        }
    }
}

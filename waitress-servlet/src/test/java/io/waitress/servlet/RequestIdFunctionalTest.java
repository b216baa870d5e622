package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a servlet knows of its request's name. */
@Timeout(300)
class RequestIdFunctionalTest {

    private static final String FIELD = "X-Request-Id";

    private static final class Name extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader(FIELD, "lost");
            response.reset();
            response.getWriter().print(request.getRequestId());
        }
    }

    @Test
    void isWhatTheResponseBears() throws Exception {
        try (TestServer server = TestServer.start(ServletApplication.builder().servlet("/*", new Name()).build(),
                settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1"))
                        .management(management -> management.requestIdHeader(FIELD)))) {
            HttpResponse<String> made = server.get("/");
            HttpResponse<String> given = server.get("/", FIELD, "abc", "X-Forwarded-Proto", "https");

            assertEquals(made.headers().allValues(FIELD).toString(), "[" + made.body() + "]");
            assertEquals("[abc]", given.headers().allValues(FIELD).toString());
            assertEquals("abc", given.body());
        }
    }
}

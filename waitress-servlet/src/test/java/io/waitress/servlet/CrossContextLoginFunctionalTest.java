package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins in an application that another one has dispatched to: the session of the first one remembers them. */
@Timeout(300)
class CrossContextLoginFunctionalTest {

    private static final Realm USERS = (name, password) -> User.of(name, Set.of());

    private TestServer server;
    private RawClient client;

    /** Does what its path says, in the other application if the path begins so. */
    private static final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String path = request.getServletPath();
            if (path.startsWith("/other")) {
                request.getServletContext().getContext("/b").getRequestDispatcher(path.substring("/other".length()))
                        .forward(request, response);
                return;
            }
            if (path.equals("/login")) {
                request.login("ada", "secret");
            } else if (path.equals("/logout")) {
                request.logout();
            }
            response.getWriter().print(request.getRemoteUser());
        }
    }

    private static ServletApplication application(String path) {
        return ServletApplication.builder().contextPath(path).servlet("/", new Page())
                .login(options -> options.realm(USERS).form("/form", "/form")).build();
    }

    @BeforeEach
    void serve() {
        server = TestServer.start(ServletApplication.compose(application("/a"), application("/b")).crossContext());
        client = server.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private RawResponse get(String path, String cookie) {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: test\r\n" + cookie + "\r\n").readResponse();
    }

    private static String cookie(RawResponse response) {
        List<String> cookies = response.headers("Set-Cookie");
        return "Cookie: " + cookies.get(cookies.size() - 1).replaceFirst(";.*", "") + "\r\n";
    }

    @Test
    void aLogoutEndsTheLogin() {
        String cookie = cookie(get("/a/login", ""));
        assertEquals("ada", get("/a/who", cookie).text());

        assertEquals("null", get("/a/other/logout", cookie).text());

        assertEquals("null", get("/a/who", cookie).text());
    }

    @Test
    void aLoginIsOfTheApplicationThatTheRequestCameTo() {
        RawResponse login = get("/a/other/login", "");

        assertEquals("ada", login.text());
        assertEquals("ada", get("/a/who", cookie(login)).text());
        assertEquals("null", get("/b/who", cookie(login)).text());
    }
}

package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several applications in one server: at the root, and at paths below each other. */
@Timeout(300)
class SeveralApplicationsFunctionalTest {

    private final Map<String, ClassLoader> loaders =
            Map.of("root", loader("root"), "a", loader("a"), "ab", loader("ab"));
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private TestServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static ClassLoader loader(String name) {
        return new URLClassLoader(name, new URL[0], SeveralApplicationsFunctionalTest.class.getClassLoader());
    }

    private ServletApplication application(String name, String path, Code code) {
        return ServletApplication.builder().contextPath(path).classLoader(loaders.get(name))
                .attribute("name", name)
                .listener(new ServletRequestListener() {
                    @Override
                    public void requestInitialized(ServletRequestEvent event) {
                        heard.add(name + " in");
                    }

                    @Override
                    public void requestDestroyed(ServletRequestEvent event) {
                        heard.add(name + " out");
                    }
                })
                .servlet("s", new Lambda(code), options -> options.patterns("/s/*").asyncSupported(true)).build();
    }

    private void start(boolean crossContext, Code root, Code a, Code ab) {
        ServletApplication all = ServletApplication.compose(application("root", "", root), application("a", "/a", a),
                application("ab", "/a/b", ab));
        server = TestServer.start(crossContext ? all.crossContext() : all);
        client = server.connect();
    }

    private void start(boolean crossContext, Code code) {
        start(crossContext, code, code, code);
    }

    private static void where(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(request.getServletContext().getAttribute("name") + "|" + request.getContextPath()
                + "|" + request.getServletPath() + "|" + request.getPathInfo() + "|"
                + Thread.currentThread().getContextClassLoader().getName());
    }

    @ParameterizedTest
    @CsvSource({
        "/s/x, root||/s|/x|root",
        "/a/s/x, a|/a|/s|/x|a",
        "/a/b/s/x, ab|/a/b|/s|/x|ab",
        "/ab/s, 404",
        "/a/bc/s, 404",
        "/a/x/../b/s, ab|/a/b|/s|null|ab",
        "/a/b/../s, a|/a|/s|null|a",
        "/a/../../s, 400",
        "/%61/s, a|/a|/s|null|a",
        "/a;v=1/s, a|/a|/s|null|a",
        "/a/b/none, 404"})
    void eachPathBelongsToTheLongestContextPath(String path, String expected) {
        start(false, SeveralApplicationsFunctionalTest::where);

        RawResponse response = client.get(path);

        assertEquals(expected, response.status() == 200 ? response.text() : String.valueOf(response.status()));
    }

    @Test
    void redirectsIntoAnApplication() {
        start(false, SeveralApplicationsFunctionalTest::where);

        assertEquals("http://localhost/a/", client.get("/a").header("Location"));
        assertEquals("http://localhost/a/b/?q", client.get("/a/b?q").header("Location"));
    }

    /** The client sends the root's cookie everywhere, and that of /a to /a/b too. */
    @Test
    void sharesNoSessions() {
        start(false, (request, response) -> {
            HttpSession session = request.getSession();
            Object before = session.getAttribute("owner");
            session.setAttribute("owner", request.getServletContext().getAttribute("name"));
            response.getWriter().print(before + " " + session.isNew());
        });
        RawResponse root = client.get("/s");
        RawResponse a = client.get("/a/s");
        RawResponse ab = client.get("/a/b/s");
        String rootId = cookie(root, "/");
        String aId = cookie(a, "/a");
        String abId = cookie(ab, "/a/b");

        assertEquals("root false", get("/s", rootId).text());
        assertEquals("a false", get("/a/s", aId + "; " + rootId).text());
        assertEquals("ab false", get("/a/b/s", abId + "; " + aId + "; " + rootId).text());
        assertEquals("null true", get("/a/s", rootId).text());
        assertEquals("null true", get("/s", aId).text());
        assertEquals("null true", get("/a/s", abId).text());
    }

    private static String cookie(RawResponse response, String path) {
        List<String> cookies = response.headers("Set-Cookie");
        String cookie = cookies.stream().filter(each -> each.contains("; Path=" + path + ";")
                || each.endsWith("; Path=" + path)).findFirst().orElseThrow(() -> new AssertionError(cookies));
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private RawResponse get(String path, String cookie) {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n")
                .readResponse();
    }

    @ParameterizedTest
    @CsvSource({
        "/s, /s?x, true", "/s, /ab/s, true", "/s, /a/s, false", "/s, /a/b/s, false",
        "/a/s, /a/s, true", "/a/s, /a, true", "/a/s, /a/b/s, false", "/a/s, /s, false", "/a/s, other, true"})
    void putsTheIdOfASessionIntoOwnUrlsOnly(String page, String url, boolean expected) {
        start(false, (request, response) -> {
            request.getSession();
            response.getWriter().print(response.encodeURL(url));
        });

        assertEquals(expected, client.get(page).text().contains(";jsessionid="));
    }

    @Test
    void applicationsDoNotSeeEachOther() {
        start(false, (request, response) -> {
            ServletContext context = request.getServletContext();
            response.getWriter().print(name(context.getContext("/")) + name(context.getContext("/a"))
                    + name(context.getContext("/a/b/s")) + name(context.getContext("/ab")));
        });

        assertEquals("root - - root ", client.get("/s").text());
        assertEquals("- a - - ", client.get("/a/s").text());
        assertEquals("- - ab - ", client.get("/a/b/s").text());
    }

    @Test
    void applicationsSeeEachOtherIfAllowed() {
        start(true, (request, response) -> {
            ServletContext context = request.getServletContext();
            response.getWriter().print(name(context.getContext("/")) + name(context.getContext("/a"))
                    + name(context.getContext("/a/b/s")) + name(context.getContext("/ab"))
                    + name(context.getContext("a")) + name(context.getContext(null)));
        });

        for (String page : new String[] {"/s", "/a/s", "/a/b/s"}) {
            assertEquals("root a ab root - - ", client.get(page).text());
        }
    }

    private static String name(ServletContext context) {
        return context == null ? "- " : context.getAttribute("name") + " ";
    }

    // ---- dispatches between them ----

    private static RequestDispatcher into(HttpServletRequest request, String context, String path) {
        return request.getServletContext().getContext(context).getRequestDispatcher(path);
    }

    @Test
    void forwardsIntoAnotherApplication() {
        start(true, (request, response) -> {
            request.setAttribute("given", "along");
            into(request, "/a/b", "/s/there?q=2").forward(request, response);
        }, SeveralApplicationsFunctionalTest::where, (request, response) -> {
            where(request, response);
            response.getWriter().print("|" + request.getRequestURI() + "|" + request.getAttribute("given") + "|"
                    + request.getAttribute(RequestDispatcher.FORWARD_CONTEXT_PATH) + "|"
                    + request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) + "|"
                    + request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH) + "|"
                    + String.join(",", request.getParameterValues("q")));
        });

        assertEquals("ab|/a/b|/s|/there|ab|/a/b/s/there|along||/s/here|/s|2,1", client.get("/s/here?q=1").text());
        assertEquals(List.of("root in", "ab in", "ab out", "root out"), List.copyOf(heard));
    }

    @Test
    void includesAnotherApplicationAndComesBack() {
        start(true, SeveralApplicationsFunctionalTest::where, (request, response) -> {
            response.getWriter().print("<");
            into(request, "/a/b", "/s/there").include(request, response);
            response.getWriter().print(">");
            where(request, response);
        }, (request, response) -> response.getWriter().print(name(request.getServletContext())
                + Thread.currentThread().getContextClassLoader().getName() + " "
                + request.getAttribute(RequestDispatcher.INCLUDE_CONTEXT_PATH) + " " + request.getContextPath()));

        assertEquals("<ab ab /a/b /a>a|/a|/s|null|a", client.get("/a/s").text());
    }

    @Test
    void eachApplicationHasItsOwnSessionInADispatch() {
        start(true, (request, response) -> {
            request.getSession().setAttribute("of", "root");
            into(request, "/a", "/s").include(request, response);
            response.getWriter().print(request.getSession().getAttribute("of"));
        }, (request, response) -> {
            HttpSession session = request.getSession();
            response.getWriter().print(session.getAttribute("of") + " ");
            session.setAttribute("of", "a");
        }, SeveralApplicationsFunctionalTest::where);

        RawResponse first = client.get("/s");

        assertEquals("null root", first.text());
        String cookies = cookie(first, "/") + "; " + cookie(first, "/a");
        RawResponse second = get("/s", cookies);
        assertEquals("a root", second.text());
        assertEquals(List.of(), second.headers("Set-Cookie"));
    }

    @Test
    void tellsTheCallerWhatTheOtherApplicationThrows() {
        start(true, (request, response) -> {
            try {
                into(request, "/a", "/s").include(request, response);
            } catch (IllegalStateException e) {
                response.getWriter().print("caught " + e.getMessage() + " ");
            }
            where(request, response);
        }, (request, response) -> {
            throw new IllegalStateException("deliberate");
        }, SeveralApplicationsFunctionalTest::where);

        assertEquals("caught deliberate root||/s|null|root", client.get("/s").text());
        assertEquals(List.of("root in", "a in", "a out", "root out"), List.copyOf(heard));
    }

    @Test
    void dispatchesAsynchronouslyIntoAnotherApplication() {
        start(true, (request, response) -> request.startAsync()
                .dispatch(request.getServletContext().getContext("/a"), "/s/later"),
                SeveralApplicationsFunctionalTest::where, SeveralApplicationsFunctionalTest::where);

        assertEquals("a|/a|/s|/later|a", client.get("/s").text());
    }

    @Test
    void anApplicationThatRunsNoMoreIsNotSeen() {
        ServletContext[] contexts = new ServletContext[1];
        start(true, (request, response) -> contexts[0] = request.getServletContext());
        client.get("/s");

        server.server().stop();

        assertNull(contexts[0].getContext("/a"));
    }

    /** A servlet as a lambda. */
    @FunctionalInterface
    private interface Code {
        void run(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    private static final class Lambda extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Code code;

        Lambda(Code code) {
            this.code = code;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            code.run(request, response);
        }
    }
}

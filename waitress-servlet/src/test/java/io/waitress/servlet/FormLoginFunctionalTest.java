package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins by a form of the application. */
@Timeout(300)
class FormLoginFunctionalTest {

    private static final Realm USERS = (name, password) -> password.equals(
            Map.of("ada", "secret", "łukasz", "hasło").get(name)) ? User.of(name, Set.of("staff")) : null;

    private TestServer server;
    private RawClient client;
    private String cookie = "";

    /** The pages of the login. */
    private static final class LoginPage extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getDispatcherType() + " " + request.getServletPath());
        }
    }

    /** Shows what came, to users. */
    private static final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (request.getServletPath().equals("/session")) {
                request.getSession().setAttribute("cart", "full");
            } else if (request.getServletPath().equals("/login")) {
                request.login("ada", "secret");
            } else if (request.getServletPath().equals("/logout")) {
                request.logout();
            } else if (!request.getServletPath().startsWith("/public") && !request.authenticate(response)) {
                return;
            }
            Object cart = request.getSession(false) == null ? null : request.getSession().getAttribute("cart");
            String content = "text/plain".equals(request.getContentType())
                    ? request.getReader().readLine()
                    : request.getParameter("text");
            response.getWriter().print(request.getMethod() + " " + request.getRequestURI() + " "
                    + request.getParameter("q") + " " + content + " " + request.getContentLength() + " "
                    + request.getRemoteUser() + " " + request.getAuthType() + " " + cart);
        }
    }

    @BeforeEach
    void serve() {
        serve(builder -> builder);
    }

    private void serve(UnaryOperator<ServletApplication.Builder> more) {
        LoginPage login = new LoginPage();
        server = TestServer.start(more.apply(ServletApplication.builder().contextPath("/app").servlet("/", new Page())
                .servlet("/in/login", login, options -> options.patterns("/in/error"))
                .login(options -> options.realm(USERS).form("/in/login?a=b", "/in/error"))).build());
        client = server.connect();
    }

    private void restart(UnaryOperator<ServletApplication.Builder> more) {
        stop();
        serve(more);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Sends a request with the latest cookie, and keeps the next one. */
    private RawResponse send(String requestLine, String contentType, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        RawResponse response = client.send(requestLine + "\r\nHost: test\r\n" + cookie
                + (content.isEmpty() ? "" : "Content-Type: " + contentType + "\r\nContent-Length: " + bytes.length
                        + "\r\n") + "\r\n").send(bytes).readResponse();
        if (response.header("Set-Cookie") != null) {
            cookie = "Cookie: " + response.header("Set-Cookie").replaceFirst(";.*", "") + "\r\n";
        }
        return response;
    }

    private RawResponse get(String path) {
        return send("GET " + path + " HTTP/1.1", "", "");
    }

    private RawResponse post(String path, String form) {
        return send("POST " + path + " HTTP/1.1", "application/x-www-form-urlencoded", form);
    }

    private RawResponse login() {
        return post("/app/j_security_check", "j_username=ada&j_password=secret");
    }

    @Test
    void leadsThroughTheLoginToThePage() {
        RawResponse form = get("/app/a%20b?q=1");
        assertEquals(200, form.status());
        assertEquals("FORWARD /in/login", form.text());
        assertEquals("no-store", form.header("Cache-Control"));
        String before = cookie;

        RawResponse redirect = login();
        assertEquals(303, redirect.status());
        assertEquals("no-store", redirect.header("Cache-Control"));
        assertEquals("http://test/app/a%20b?q=1", redirect.header("Location"));
        assertNotEquals(before, cookie, "the id that somebody else may know is of no use");

        assertEquals("GET /app/a%20b 1 null -1 ada FORM null", get("/app/a%20b?q=1").text());
        assertEquals("GET /app/public null null -1 ada FORM null", get("/app/public").text());
    }

    @Test
    void theSessionFromBeforeGoesOn() {
        get("/app/session");
        get("/app/page");
        login();

        assertEquals("GET /app/page null null -1 ada FORM full", get("/app/page").text());
    }

    @Test
    void carriesOutWhatWasPosted() {
        RawResponse form = post("/app/page?q=1", "text=a+b");
        assertEquals("FORWARD /in/login", form.text());
        login();

        assertEquals("POST /app/page 1 a b 8 ada FORM null", get("/app/page?q=1").text());
        assertEquals("GET /app/page 1 null -1 ada FORM null", get("/app/page?q=1").text(), "once only");
    }

    @Test
    void carriesOutOtherMethodsAndContent() {
        send("PUT /app/page HTTP/1.1", "text/plain", "some text");
        login();

        assertEquals("PUT /app/page null some text 9 ada FORM null", get("/app/page").text());
    }

    @Test
    void carriesOutChunkedContent() {
        client.send("POST /app/page HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Type: text/plain\r\n\r\n4\r\nsome\r\n0\r\n\r\n");
        cookie = "Cookie: " + client.readResponse().header("Set-Cookie").replaceFirst(";.*", "") + "\r\n";
        login();

        assertEquals("POST /app/page null some 4 ada FORM null", get("/app/page").text());
    }

    @Test
    void anotherPageIsThatPage() {
        post("/app/page", "text=a");
        login();

        assertEquals("GET /app/other null null -1 ada FORM null", get("/app/other").text());
        assertEquals("GET /app/page 1 null -1 ada FORM null", get("/app/page?q=1").text());
        assertEquals("POST /app/page null a 6 ada FORM null", get("/app/page").text());
    }

    @Test
    void refusesContentThatIsTooLongToBeKept() {
        RawResponse refused = post("/app/page", "text=" + "a".repeat(256 * 1024));

        assertEquals(413, refused.status());
        assertTrue(refused.text().contains("262144 bytes"), refused.text());
        assertEquals("FORWARD /in/login", post("/app/page", "text=" + "a".repeat(256 * 1024 - 5)).text());
    }

    /** What is kept for logins that nobody completes is bounded: the oldest is dropped. */
    @Test
    void aPostThatHadToBeDroppedLeadsToTheRoot() {
        post("/app/page", "text=a");
        String first = cookie;
        cookie = "";
        for (int i = 0; i < 64; i++) {
            post("/app/page", "text=" + "a".repeat(256 * 1024 - 5));
            cookie = "";
        }

        cookie = first;
        assertEquals("http://test/app/", login().header("Location"));
        assertEquals("GET /app/page null null -1 ada FORM null", get("/app/page").text());
    }

    @Test
    void sessionsInUrlsGetTheirNewIdThere() {
        RawResponse form = get("/app/page;jsessionid=none?q=1");
        String id = form.header("Set-Cookie").replaceFirst("JSESSIONID=([^;]+).*", "$1");
        cookie = "";
        get("/app/page;jsessionid=" + id + "?q=1");
        cookie = "";

        String location = post("/app/j_security_check;jsessionid=" + id, "j_username=ada&j_password=secret")
                .header("Location");

        cookie = "";
        assertTrue(location.matches("http://test/app/page;jsessionid=[^;?]+\\?q=1"), location);
        assertTrue(!location.contains(id), location);
        assertTrue(get(location.substring("http://test".length())).text().endsWith(" 1 null -1 ada FORM null"));
    }

    @ParameterizedTest
    @CsvSource({"j_username=ada&j_password=wrong", "j_username=ada", "j_password=secret", "a=b",
        "j_username=nobody&j_password=secret"})
    void showsTheErrorPageAfterAWrongLogin(String form) {
        get("/app/page");

        RawResponse error = post("/app/j_security_check", form);

        assertEquals(200, error.status());
        assertEquals("FORWARD /in/error", error.text());
        assertEquals("no-store", error.header("Cache-Control"));
        assertEquals("http://test/app/page", login().header("Location"), "the page is still known");
    }

    /** Queries are in the logs of proxies, and in the history of browsers. */
    @ParameterizedTest
    @CsvSource({"?j_username=ada&j_password=secret, ''", "?j_password=secret, j_username=ada",
        "?j_username=ada, j_password=secret"})
    void takesNoNameOrPasswordFromTheQuery(String query, String form) {
        assertEquals("FORWARD /in/error", post("/app/j_security_check" + query, form).text());
    }

    @Test
    void whatIsInTheQueryDoesNotReplaceWhatIsInTheForm() {
        assertEquals(303, post("/app/j_security_check?j_username=eve&j_password=guess",
                "j_username=ada&j_password=secret").status());
    }

    @ParameterizedTest
    @CsvSource({"/app/j_security_check", "/app/in/j_security_check", "/app/a/b/c/j_security_check",
        "/app/in/j_security_check;x=y"})
    void theFormMayBeAnywhere(String path) {
        assertEquals(303, post(path, "j_username=%C5%82ukasz&j_password=has%C5%82o").status());
        assertTrue(get("/app/page").text().endsWith(" \u0142ukasz FORM null".replace('\u0142', '?')));
    }

    @Test
    void aFormWithoutAPageLeadsToTheRoot() {
        RawResponse redirect = login();

        assertEquals(303, redirect.status());
        assertEquals("http://test/app/", redirect.header("Location"));
        assertEquals("GET /app/page null null -1 ada FORM null", get("/app/page").text());
    }

    @Test
    void theLoginPageItselfIsNotWhereALoginLeads() {
        get("/app/page");
        get("/app/in/login");
        assertEquals("http://test/app/page", login().header("Location"));
        assertEquals("http://test/app/", get("/app/j_security_check").header("Location"));
    }

    @Test
    void oldClientsAreRedirectedTheOldWay() {
        client.send("POST /app/j_security_check HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: 32\r\n\r\nj_username=ada&j_password=secret");

        assertEquals(302, client.readResponse().status());
    }

    /** A path with two slashes at its beginning would be the name of a server. */
    @Test
    void leadsToThisServerOnly() {
        get("//evil.example/../../app/page?q=http://evil.example/");

        String location = login().header("Location");

        assertTrue(location.startsWith("http://test/"), location);
    }

    @Test
    void anotherUserGetsAnotherSession() {
        get("/app/session");
        login();
        assertTrue(get("/app/page").text().endsWith("ada FORM full"));

        assertEquals(303, post("/app/j_security_check", "j_username=%C5%82ukasz&j_password=has%C5%82o").status());

        assertTrue(get("/app/page").text().endsWith("ukasz FORM null"));
    }

    /** Who comes to somebody else's browser must not send what that one has typed. */
    @Test
    void whatOneUserHasPostedIsNotCarriedOutForAnother() {
        post("/app/page", "text=a");
        login();

        RawResponse redirect = post("/app/j_security_check", "j_username=%C5%82ukasz&j_password=has%C5%82o");

        assertEquals("http://test/app/", redirect.header("Location"));
        assertTrue(get("/app/page").text().startsWith("GET /app/page null null"));
    }

    @Test
    void theSameUserMayPostTheFormTwice() {
        get("/app/session");
        login();
        login();

        assertTrue(get("/app/page").text().endsWith("ada FORM full"));
    }

    @Test
    void aLogoutIsRemembered() {
        login();
        assertTrue(get("/app/logout").text().endsWith("null null null"));

        assertEquals("FORWARD /in/login", get("/app/page").text());
    }

    @Test
    void aLoginByTheApplicationIsRemembered() {
        assertNull(get("/app/public").header("Set-Cookie"));

        get("/app/login");

        assertEquals("GET /app/page null null -1 ada FORM null", get("/app/page").text());
    }

    /** It may be of somebody who gave the user the old id (session fixation). */
    @Test
    void aRequestThatCameByTheOldIdIsNotOfTheUser() throws InterruptedException {
        CountDownLatch come = new CountDownLatch(1);
        CountDownLatch loggedIn = new CountDownLatch(1);
        restart(builder -> builder.listener(new ServletRequestListener() {
            @Override
            public void requestInitialized(ServletRequestEvent event) {
                if (((HttpServletRequest) event.getServletRequest()).getServletPath().equals("/early")) {
                    come.countDown();
                    await(loggedIn);
                }
            }
        }));
        get("/app/page");
        try (RawClient other = server.connect()) {
            other.send("GET /app/early HTTP/1.1\r\nHost: test\r\n" + cookie + "\r\n");
            assertTrue(come.await(200, TimeUnit.SECONDS));
            login();
            loggedIn.countDown();

            assertEquals("FORWARD /in/login", other.readResponse().text());
        }
        assertEquals("GET /app/page null null -1 ada FORM null", get("/app/page").text());
    }

    /** They may be of somebody who gave the user the old id, and has an account (session fixation). */
    @ParameterizedTest
    @CsvSource({"eve, null", "ada, full"})
    void aLoginByTheOldIdTakesTheSessionFromNobodyElse(String user, String cart) throws InterruptedException {
        CountDownLatch come = new CountDownLatch(1);
        CountDownLatch loggedIn = new CountDownLatch(1);
        restart(builder -> builder.login(login -> login.realm((name, password) -> User.of(name, Set.of()))
                .form("/in/login", "/in/error")).servlet("/late", new HttpServlet() {

                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response)
                            throws IOException, ServletException {
                        come.countDown();
                        await(loggedIn);
                        request.login(user, "secret");
                        response.getWriter().print(request.getRemoteUser() + " "
                                + request.getSession().getAttribute("cart"));
                    }
                }));
        get("/app/session");
        try (RawClient other = server.connect()) {
            other.send("GET /app/late HTTP/1.1\r\nHost: test\r\n" + cookie + "\r\n");
            assertTrue(come.await(200, TimeUnit.SECONDS));
            login();
            loggedIn.countDown();

            RawResponse answer = other.readResponse();
            assertEquals(user + " " + cart, answer.text());
            assertNotEquals(cookie, "Cookie: " + answer.header("Set-Cookie").replaceFirst(";.*", "") + "\r\n");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(200, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Else anybody could make all workers wait, who has no account. */
    @ParameterizedTest
    @CsvSource({"/app/page, FORWARD /in/login", "/app/j_security_check, "})
    void waitsForNoContentOfWhoHasNotLoggedIn(String path, String answer) {
        stop();
        LoginPage login = new LoginPage();
        server = TestServer.start(ServletApplication.builder().contextPath("/app")
                .servlet("page", new Page(), options -> options.patterns("/*")
                        .initParameter("io.waitress.streaming", "true"))
                .servlet("login", login, options -> options.patterns("/in/login", "/in/error"))
                .login(options -> options.realm(USERS).form("/in/login", "/in/error")).build(),
                settings -> settings.threads(1));
        client = server.connect();
        client.send("POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nj_");
        if (answer != null) {
            assertEquals(answer, client.readResponse().text());
        }
        try (RawClient other = server.connect()) {
            assertEquals("FORWARD /in/login", other.get("/app/other").text());
        }
    }

    @Test
    void delaysAfterManyFailures() {
        RawResponse delayed = post("/app/j_security_check", "j_username=ada&j_password=guess");
        for (int i = 0; i < 12 && delayed.status() == 200; i++) {   // a stall may outlast the first delays
            delayed = post("/app/j_security_check", "j_username=ada&j_password=guess" + i);
        }

        assertEquals(429, delayed.status());
        assertEquals("FORWARD /in/error", delayed.text());
        assertTrue(Integer.parseInt(delayed.header("Retry-After")) > 0);
    }
}

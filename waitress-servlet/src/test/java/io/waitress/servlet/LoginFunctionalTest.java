package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.security.DigestAlgorithm;
import io.waitress.servlet.security.DigestSecret;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins as clients see them, with BASIC and DIGEST, and by the application itself. */
@Timeout(300)
class LoginFunctionalTest {

    private static final Realm USERS = new Realm() {

        private static final Map<String, String> PASSWORDS = Map.of("ada", "secret", "bob", "hasło");

        @Override
        public User authenticate(String name, String password) throws IOException {
            if (name.equals("broken")) {
                throw new IOException("no database");
            }
            return password.equals(PASSWORDS.get(name)) ? User.of(name, Set.of("staff")) : null;
        }

        @Override
        public DigestSecret digestSecret(String name, String realmName, DigestAlgorithm algorithm) {
            return PASSWORDS.containsKey(name)
                    ? DigestSecret.of(User.of(name, Set.of("staff")), PASSWORDS.get(name), realmName, algorithm)
                    : null;
        }

        @Override
        public boolean supportsDigest() {
            return true;
        }
    };

    private final CountDownLatch late = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private TestServer server;

    /** Logs in as its path says, and answers what the request says of its user then. */
    private final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String before = request.getRemoteUser();
            switch (request.getServletPath()) {
                case "/protected" -> {
                    if (!request.authenticate(response)) {
                        return;
                    }
                }
                case "/login" -> login(request, response);
                case "/logout" -> request.logout();
                case "/session" -> request.getSession().setAttribute("cart", "full");
                case "/late" -> {
                    late.countDown();
                    await(go);
                    request.authenticate(response);
                    response.getWriter().print((request.getSession(false) == null
                            ? null : request.getSession().getAttribute("cart")) + "|");
                }
                case "/loginLate" -> {
                    response.flushBuffer();
                    login(request, response);
                }
                case "/committed" -> {
                    response.flushBuffer();
                    try {
                        request.authenticate(response);
                    } catch (IllegalStateException e) {
                        response.getWriter().print(e.getMessage() + "|");
                    }
                }
                default -> {
                    // a page that anybody may see
                }
            }
            response.getWriter().print(before + "|" + request.getRemoteUser() + "|" + request.getAuthType() + "|"
                    + request.getUserPrincipal() + "|" + request.isUserInRole("staff")
                    + request.isUserInRole("manager"));
        }

        private void login(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                request.login(request.getParameter("n"), request.getParameter("p"));
            } catch (ServletException e) {
                response.getWriter().print(e.getMessage() + "|");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(200, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private RawClient serve(Consumer<LoginOptions> login) {
        server = TestServer.start(ServletApplication.builder().contextPath("/app").servlet("/", new Page())
                .login(login).build());
        return server.connect();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static RawResponse get(RawClient client, String path, String... headers) {
        StringBuilder request = new StringBuilder("GET /app" + path + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return client.send(request.append("\r\n").toString()).readResponse();
    }

    private static String basic(String nameAndPassword) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static String cookie(RawResponse response) {
        return "Cookie: " + response.header("Set-Cookie").replaceFirst(";.*", "");
    }

    // ---- BASIC ----

    @Test
    void asksForBasicCredentialsAndTakesThem() {
        try (RawClient client = serve(login -> login.realm(USERS).basic("The \"staff\""))) {
            RawResponse challenge = get(client, "/protected");
            assertEquals(401, challenge.status());
            assertEquals("Basic realm=\"The \\\"staff\\\"\", charset=\"UTF-8\"", challenge.header("WWW-Authenticate"));

            RawResponse page = get(client, "/protected", basic("ada:secret"));
            assertEquals("null|ada|BASIC|ada|truefalse", page.text());
            assertNull(page.header("Set-Cookie"));
            assertEquals("null|bob|BASIC|bob|truefalse", get(client, "/protected", basic("bob:hasło")).text());
            assertEquals("null|null|null|null|falsefalse", get(client, "/public", basic("ada:secret")).text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer abc", "Authorization: Basic YWRhOndyb25n",
        "Authorization: Basic bm9ib2R5OnNlY3JldA==", "Authorization: Digest a=b"})
    void refusesOtherCredentials(String header) {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            RawResponse response = get(client, "/protected", header);

            assertEquals(401, response.status());
            assertEquals("Basic realm=\"r\", charset=\"UTF-8\"", response.header("WWW-Authenticate"));
        }
    }

    /** It may be of somebody who gave the user the old id, and has an account (session fixation). */
    @ParameterizedTest
    @CsvSource({"bob:hasło, null", "ada:secret, full"})
    void aRequestThatCameByTheOldIdTakesTheSessionFromNobodyElse(String credentials, String cart) {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r")); RawClient other = server.connect()) {
            String before = cookie(get(client, "/session"));
            other.send("GET /app/late HTTP/1.1\r\nHost: test\r\n" + before + "\r\n" + basic(credentials)
                    + "\r\n\r\n");
            await(late);
            assertNotEquals(before, cookie(get(client, "/protected", before, basic("ada:secret"))));
            go.countDown();

            RawResponse answer = other.readResponse();
            assertTrue(answer.text().startsWith(cart + "|"), answer.text());
            assertNull(answer.header("Set-Cookie"));
        }
    }

    /** The client would not get the new id. */
    @Test
    void aLoginAfterTheHeadHasLeftIsForThatRequestOnly() {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            String session = cookie(get(client, "/session"));

            assertEquals("null|ada|BASIC|ada|truefalse", get(client, "/loginLate?n=ada&p=secret", session).text());
            assertEquals("null|null|null|null|falsefalse", get(client, "/public", session).text());
            assertNull(get(client, "/session", session).header("Set-Cookie"), "the session is still known by its id");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Basic !", "Authorization: ", "Authorization: Basic YQ==",
        "Authorization: Basic YWRhOnNlY3JldA==\r\nAuthorization: Basic YWRhOnNlY3JldA=="})
    void refusesMalformedCredentialsAsSuch(String header) {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            assertEquals(400, get(client, "/protected", header).status());
        }
    }

    @Test
    void failsIfTheRealmFails() {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            assertEquals(500, get(client, "/protected", basic("broken:x")).status());
        }
    }

    @Test
    void doesNotAuthenticateACommittedResponse() {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            assertEquals("authenticate after the response was committed|null|null|null|null|falsefalse",
                    get(client, "/committed").text());
        }
    }

    @Test
    void delaysAfterManyFailures() {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            RawResponse answer = get(client, "/protected", basic("ada:wrong"));
            for (int i = 0; i < 12 && answer.status() == 401; i++) {    // a stall may outlast the first delays
                answer = get(client, "/protected", basic("ada:wrong" + i));
            }

            assertEquals(429, answer.status());
            assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1);
            assertNull(answer.header("WWW-Authenticate"));
            assertEquals(200, get(client, "/protected", basic("bob:hasło")).status());
        }
    }

    @Test
    void givesASessionThatWasThereBeforeANewIdOnce() {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            String before = cookie(get(client, "/session"));

            RawResponse page = get(client, "/protected", before, basic("ada:secret"));

            String after = cookie(page);
            assertNotEquals(before, after);
            assertNull(get(client, "/protected", after, basic("ada:secret")).header("Set-Cookie"));
            assertEquals(401, get(client, "/protected", after).status(), "the session does not stand for the user");
        }
    }

    @Test
    void refusesAllWithoutUsers() {
        try (RawClient client = serve(login -> login.basic("r"))) {
            assertEquals(401, get(client, "/protected", basic("ada:secret")).status());
        }
    }

    @Test
    void takesUsersThatAreGivenAfterwards() {
        server = TestServer.start(ServletApplication.compose(
                ServletApplication.builder().contextPath("/app").servlet("/", new Page())
                        .login(login -> login.basic("r")).build(),
                ServletApplication.builder().contextPath("/own").servlet("/", new Page())
                        .login(login -> login.basic("r").realm((name, password) -> User.of("own", Set.of()))).build())
                .withUsers(USERS));
        try (RawClient client = server.connect()) {
            assertEquals(200, get(client, "/protected", basic("ada:secret")).status());
            assertEquals("null|own|BASIC|own|falsefalse",
                    get(client, "/../own/protected", basic("any:one")).text());
        }
    }

    // ---- DIGEST ----

    private static String digest(String challenge, String name, String password, String uri, String written,
            int count) {
        Matcher nonce = Pattern.compile("nonce=\"([^\"]+)\"").matcher(challenge);
        assertTrue(nonce.find(), challenge);
        DigestAlgorithm algorithm = challenge.contains("SHA-256") ? DigestAlgorithm.SHA_256 : DigestAlgorithm.MD5;
        String ha1 = DigestSecret.of(User.of(name, Set.of()), password, "r", algorithm).ha1();
        String ha2 = algorithm.hash("GET:" + uri, StandardCharsets.ISO_8859_1);
        String nc = String.format("%08x", count);
        return "Authorization: Digest " + written + ", realm=\"r\", nonce=\"" + nonce.group(1) + "\", uri=\"" + uri
                + "\", algorithm=" + algorithm.text() + ", qop=auth, nc=" + nc + ", cnonce=\"xyz\", response=\""
                + algorithm.hash(ha1 + ':' + nonce.group(1) + ':' + nc + ":xyz:auth:" + ha2,
                        StandardCharsets.ISO_8859_1) + '"';
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void asksForDigestCredentialsAndTakesThem(int offered) {
        try (RawClient client = serve(login -> login.realm(USERS).digest("r"))) {
            RawResponse asked = get(client, "/protected?a=b");
            assertEquals(401, asked.status());
            assertEquals(2, asked.headers("WWW-Authenticate").size());
            String challenge = asked.headers("WWW-Authenticate").get(offered);
            String expected = "Digest realm=\"r\", qop=\"auth\", algorithm=" + (offered == 0 ? "SHA-256" : "MD5");
            assertTrue(challenge.startsWith(expected), challenge);

            assertEquals("null|ada|DIGEST|ada|truefalse", get(client, "/protected?a=b",
                    digest(challenge, "ada", "secret", "/app/protected?a=b", "username=\"ada\"", 1)).text());
            assertEquals(200, get(client, "/protected",
                    digest(challenge, "ada", "secret", "/app/protected", "username=\"ada\"", 2)).status());
            assertEquals(401, get(client, "/protected",
                    digest(challenge, "ada", "wrong", "/app/protected", "username=\"ada\"", 3)).status());
            assertEquals(401, get(client, "/protected",
                    digest(challenge, "cy", "secret", "/app/protected", "username*=UTF-8''cy", 4)).status());
            assertEquals(200, get(client, "/protected",
                    digest(challenge, "bob", "hasło", "/app/protected", "username*=UTF-8''bo%62", 5)).status());
        }
    }

    @Test
    void asksAgainWithANewNonceIfOneHasBeenUsed() {
        try (RawClient client = serve(login -> login.realm(USERS).digest("r"))) {
            String challenge = get(client, "/protected").header("WWW-Authenticate");
            String credentials = digest(challenge, "ada", "secret", "/app/protected", "username=\"ada\"", 1);
            assertEquals(200, get(client, "/protected", credentials).status());

            RawResponse replayed = get(client, "/protected", credentials);

            assertEquals(401, replayed.status());
            String next = replayed.header("WWW-Authenticate");
            assertTrue(next.endsWith(", stale=true"), next);
            assertEquals(200, get(client, "/protected",
                    digest(next, "ada", "secret", "/app/protected", "username=\"ada\"", 1)).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"/app/other, 400", "/app/protected?x, 400", "/protected, 400", "/app/protected, 200"})
    void theUriIsThatOfTheRequest(String uri, int status) {
        try (RawClient client = serve(login -> login.realm(USERS).digest("r"))) {
            String challenge = get(client, "/protected").header("WWW-Authenticate");

            assertEquals(status, get(client, "/protected",
                    digest(challenge, "ada", "secret", uri, "username=\"ada\"", 1)).status());
        }
    }

    /** The password may be the same there, and what the client has computed for it somebody else's to repeat. */
    @Test
    void refusesCredentialsForAnotherRealm() {
        try (RawClient client = serve(login -> login.realm(USERS).digest("other"))) {
            String challenge = get(client, "/protected").header("WWW-Authenticate");

            assertEquals(401, get(client, "/protected",
                    digest(challenge, "ada", "secret", "/app/protected", "username=\"ada\"", 1)).status());
        }
    }

    // ---- by the application ----

    @Test
    void theApplicationLogsInAndOut() {
        try (RawClient client = serve(login -> login.realm(USERS))) {
            assertEquals("null|ada|LOGIN|ada|truefalse", get(client, "/login?n=ada&p=secret").text());
            assertEquals("null|null|null|null|falsefalse", get(client, "/public").text(), "there was no session");

            String before = cookie(get(client, "/session"));
            String after = cookie(get(client, "/login?n=ada&p=secret", before));
            assertNotEquals(before, after);
            assertEquals("null|null|null|null|falsefalse", get(client, "/public", before).text());
            assertEquals("ada|ada|LOGIN|ada|truefalse", get(client, "/public", after).text());
            assertEquals("ada|ada|LOGIN|ada|truefalse", get(client, "/protected", after).text());
            assertEquals("The request is authenticated as 'ada' already|ada|ada|LOGIN|ada|truefalse",
                    get(client, "/login?n=bob&p=hasło".replace("ł", "%C5%82"), after).text());

            assertEquals("ada|null|null|null|falsefalse", get(client, "/logout", after).text());
            assertEquals("null|null|null|null|falsefalse", get(client, "/public", after).text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "n=ada&p=wrong, Wrong name or password",
        "n=nobody&p=secret, Wrong name or password",
        "n=ada, A login needs a name and a password",
        "p=ada, A login needs a name and a password",
        "n=broken&p=x, The user cannot be looked up",
    })
    void theApplicationHearsWhyALoginFails(String query, String problem) {
        try (RawClient client = serve(login -> login.realm(USERS).basic("r"))) {
            assertEquals(problem + "|null|null|null|null|falsefalse", get(client, "/login?" + query).text());
        }
    }

    @Test
    void theApplicationHearsOfADelay() {
        try (RawClient client = serve(login -> login.realm(USERS))) {
            String answer = get(client, "/login?n=ada&p=wrong").text();
            for (int i = 0; i < 12 && answer.startsWith("Wrong"); i++) {    // a stall may outlast the first delays
                answer = get(client, "/login?n=ada&p=wrong").text();
            }

            assertTrue(answer.startsWith("Too many logins have failed; the next attempt counts in "), answer);
        }
    }

    @Test
    void anApplicationWithoutAMechanismCannotAuthenticate() {
        try (RawClient client = serve(login -> login.realm(USERS))) {
            assertEquals(500, get(client, "/protected").status());
        }
    }

    @Test
    void certificatesTakeNoPasswords() {
        try (RawClient client = serve(login -> login.realm(USERS).clientCertificate())) {
            assertEquals("The login mechanism CLIENT_CERT takes no passwords|null|null|null|null|falsefalse",
                    get(client, "/login?n=ada&p=secret").text());
            assertEquals(403, get(client, "/protected").status());
        }
    }
}

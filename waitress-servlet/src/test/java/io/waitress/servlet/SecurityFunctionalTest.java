package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Security constraints as clients meet them. */
@Timeout(300)
class SecurityFunctionalTest {

    private static final Map<String, Set<String>> ROLES = Map.of("ada", Set.of("admin"), "bob", Set.of("staff"));

    private static final Realm USERS = (name, password) ->
            ROLES.containsKey(name) && password.equals("pw") ? User.of(name, ROLES.get(name)) : null;

    @TempDir
    private static Path folder;

    private TestServer server;

    /** Answers who asks for what, or goes where it is told. */
    private static class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String to = request.getParameter("to");
            if (to == null || request.getAttribute("gone") != null) {
                response.getWriter().print(request.getServletPath() + "|" + request.getRemoteUser() + "|"
                        + request.isUserInRole("admin") + request.isUserInRole("boss") + request.isUserInRole("**")
                        + request.isUserInRole("*"));
                return;
            }
            request.setAttribute("gone", true);
            switch (request.getParameter("by")) {
                case "forward" -> request.getRequestDispatcher(to).forward(request, response);
                case "include" -> request.getRequestDispatcher(to).include(request, response);
                case "async" -> request.startAsync().dispatch(to);
                default -> response.sendError(410);
            }
        }
    }

    private RawClient serve(Consumer<SecurityOptions> security) {
        return serve(security, builder -> { }, settings -> { });
    }

    private RawClient serve(Consumer<SecurityOptions> security, Consumer<ServletApplication.Builder> change,
            Consumer<Settings.Builder> settings) {
        ServletApplication.Builder builder = ServletApplication.builder().contextPath("/app")
                .servlet("page", new Page(), options -> options.patterns("/admin/*", "/open/*", "*.do")
                        .roleRef("boss", "admin"))
                .login(login -> login.realm(USERS).basic("r")).security(security);
        change.accept(builder);
        server = TestServer.start(builder.build(), settings);
        return server.connect();
    }

    private static ServletApplication.Builder files(ServletApplication.Builder builder) {
        try {
            for (String name : new String[] {"docs/index.html", "files/one.txt"}) {
                Files.createDirectories(folder.resolve(name).getParent());
                Files.writeString(folder.resolve(name), "the file");
            }
            return builder.resourceBase(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static RawResponse ask(RawClient client, String method, String target, String... headers) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return client.send(request.append("\r\n").toString()).readResponse();
    }

    private static RawResponse get(RawClient client, String path, String... headers) {
        return ask(client, "GET", "/app" + path, headers);
    }

    private static String as(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
    }

    // ---- which requests are meant ----

    /** Whatever reaches the servlet is constrained: 401 without a user, 200 with. Other spellings are other paths. */
    @ParameterizedTest
    @CsvSource({
        "/app/admin/x, 401", "/app/admin, 401", "/app/admin/, 401", "/app/admin/x?a=/open, 401",
        "/app/%61dmin/x, 401", "/%61pp/admin/x, 401", "/app/admi%6E/x, 401", "/app/admin/%78, 401",
        "/app/admin;a=b/x, 401", "/app/admin;/x, 401", "/app;a/admin/x, 401", "/app/admin/x;jsessionid=1, 401",
        "/app/./admin/x, 401", "/app/open/../admin/x, 401", "/app/admin/../admin/x, 401", "/app/admin/., 401",
        "/app//admin/x, 401", "/app/admin//x, 401", "//app/admin/x, 401", "/app/open//../admin, 401",
        "/other/../app/admin/x, 401", "http://test/app/admin/x, 401", "http://test/app//%61dmin;x/y, 401",
        "/app/;/admin/x, 400", "/app/open/..;/admin/x, 400", "/app/open/%2e%2e/admin/x, 400", "/app/admin%2fx, 400",
        "/app%2fadmin/x, 400", "/app/admin%5cx, 400", "/app\\admin/x, 400", "/app/admin%00/x, 400",
        "/app/%c1%a1dmin/x, 400", "/app/admin/%2e, 400",
        "/app/%2561dmin/x, 400 or 404", "/app/ADMIN/x, 404", "/app/admins, 404", "/app/%u0061dmin/x, 400"
    })
    void holdsForEverySpellingThatReachesTheServlet(String target, String expected) {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin")))) {
            int status = ask(client, "GET", target).status();
            assertTrue(expected.contains(String.valueOf(status)), target + ": " + status);
        }
        if (expected.equals("401")) {
            try (RawClient client = server.connect()) {
                assertEquals("/admin|ada|truetruetruefalse", ask(client, "GET", target, as("ada")).text());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/x.do, 401", "/x.d%6f, 401", "/x.do;a, 401", "/a/b.do, 401", "/x%2edo, 401", "/x.do/, 404",
        "/x.do/y, 404", "/x.DO, 404", "/open/x.do, 200"})
    void holdsForExtensions(String path, int expected) {
        try (RawClient client = serve(security -> security.constraint("*.do", c -> c.roles("admin"))
                .constraint("/open/*", c -> c.methods("POST").nobody()))) {
            assertEquals(expected, get(client, path).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"/files/one.txt, 401", "/files/one.tx%74, 401", "/files/one.txt/, 404", "/files/./one.txt;x, 401",
        "/files/, 404", "/docs/index.html, 401", "/docs/, 401", "/docs, 200 or 302", "/docs/x, 404"})
    void holdsForFilesAndForTheFoldersThatTheyStandFor(String path, String expected) {
        try (RawClient client = serve(security -> security.constraint("/files/one.txt", c -> c.roles("admin"))
                .constraint("/docs/index.html", c -> c.roles("admin")), SecurityFunctionalTest::files, s -> { })) {
            int status = get(client, path).status();
            assertTrue(expected.contains(String.valueOf(status)), path + ": " + status);
            if (status == 401) {
                assertEquals("the file", get(client, path, as("ada")).text());
            }
        }
    }

    /** A welcome file needs what the folder needs too. */
    @Test
    void holdsForTheFolderOfAWelcomeFile() {
        try (RawClient client = serve(security -> security.constraint("/docs/", c -> c.roles("staff"))
                .constraint("/docs/index.html", c -> c.anyUser()), SecurityFunctionalTest::files, s -> { })) {
            assertEquals(403, get(client, "/docs/", as("ada")).status());
            assertEquals(200, get(client, "/docs/", as("bob")).status());
            assertEquals(200, get(client, "/docs/index.html", as("ada")).status());
        }
    }

    @Test
    void holdsForTheRootAndForPathsWithoutAServlet() {
        try (RawClient client = serve(security -> security.constraint("/*", c -> c.roles("admin")))) {
            assertEquals(401, get(client, "/").status());
            assertEquals(401, get(client, "/nothing").status());
            assertEquals(401, get(client, "/WEB-INF/web.xml").status());
            assertEquals(404, get(client, "/WEB-INF/web.xml", as("ada")).status());
        }
    }

    /** Constraints are for what clients ask for. */
    @ParameterizedTest
    @ValueSource(strings = {"forward", "include", "async", "error"})
    void doNotHoldForDispatches(String by) {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.nobody()),
                builder -> builder.errorPage(410, "/admin/error"), s -> { })) {
            String text = get(client, "/open/x?to=/admin/y&by=" + by).text();
            assertEquals(by.equals("include") ? "/open" : "/admin", text.replaceFirst("\\|.*", ""), text);
            assertEquals(403, get(client, "/admin/y").status());
        }
    }

    @Test
    void keepsRefusedRequestsFromFilters() {
        HttpFilter filter = new HttpFilter() {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                response.setHeader("Filtered", "yes");
                chain.doFilter(request, response);
            }
        };
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin")),
                builder -> builder.filter("/*", filter), s -> { })) {
            assertNull(get(client, "/admin/x").header("Filtered"));
            assertEquals("yes", get(client, "/admin/x", as("ada")).header("Filtered"));
        }
    }

    // ---- users and roles ----

    @ParameterizedTest
    @CsvSource({"/admin/one, '', 401", "/admin/one, bob, 403", "/admin/one, ada, 200", "/admin/any, '', 401",
        "/admin/any, bob, 200", "/admin/none, '', 403", "/admin/none, ada, 403", "/admin/declared, ada, 403",
        "/admin/declared, bob, 200", "/open/x, '', 200", "/admin/one, eve, 401"})
    void letsUsersPassByTheirRoles(String path, String user, int expected) {
        try (RawClient client = serve(security -> security.roles("staff", "other")
                .constraint("/admin/one", c -> c.roles("admin")).constraint("/admin/any", c -> c.anyUser())
                .constraint("/admin/none", c -> c.nobody()).constraint("/admin/declared", c -> c.roles("*")))) {
            RawResponse response = user.isEmpty() ? get(client, path) : get(client, path, as(user));
            assertEquals(expected, response.status());
        }
    }

    /** No cache may give to others what is for some users only. */
    @Test
    void keepsProtectedPagesOutOfSharedCaches() {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin")))) {
            assertEquals("private", get(client, "/admin/x", as("ada")).header("Cache-Control"));
            assertNull(get(client, "/open/x").header("Cache-Control"));
        }
    }

    @Test
    void leavesTheUserUnknownWhereNoneIsAskedFor() {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin")))) {
            assertEquals("/open|null|falsefalsefalsefalse", get(client, "/open/x", as("ada")).text());
        }
    }

    @Test
    void refusesWithoutAWayToLogIn() {
        server = TestServer.start(ServletApplication.builder().servlet("/admin", new Page())
                .security(security -> security.constraint("/admin", c -> c.anyUser())).build());
        try (RawClient client = server.connect()) {
            assertEquals(403, ask(client, "GET", "/admin", as("ada")).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, false, 401", "POST, false, 200", "HEAD, false, 200", "BREW, false, 200", "GET, true, 401",
        "POST, true, 403", "HEAD, true, 403", "BREW, true, 403"})
    void leavesMethodsThatNoConstraintNamesOpenUnlessTold(String method, boolean deny, int expected) {
        try (RawClient client = serve(security -> {
            security.constraint("/admin/*", c -> c.methods("GET").roles("admin"));
            if (deny) {
                security.denyUncoveredMethods();
            }
        })) {
            client.send(method + " /app/admin/x HTTP/1.1\r\nHost: test\r\n\r\n");
            assertEquals(expected, client.readResponseToHead().status());
        }
    }

    // ---- transport ----

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/x?a=b%20c, 8443, 302, https://test:8443/app/admin/x?a=b%20c",
        "HEAD, /admin/x, 443, 302, https://test/app/admin/x",
        "POST, /admin/x, 443, 307, https://test/app/admin/x",
        "GET, /admin//x;y, 443, 302, https://test/app/admin//x;y",
        "GET, /admin/x, 0, 403, ",
        "GET, /open/x, 443, 200, "
    })
    void redirectsToHttps(String method, String path, int port, int status, String location) {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.confidential()),
                builder -> { }, settings -> settings.httpsPort(port))) {
            client.send(method + " /app" + path + " HTTP/1.1\r\nHost: test:8080\r\n\r\n");
            RawResponse response = client.readResponseToHead();
            assertEquals(status, response.status());
            assertEquals(location, response.header("Location"));
        }
    }

    @Test
    void takesATrustedProxysWordForTheTransport() {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.confidential()),
                builder -> { }, settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")).httpsPort(443))) {
            assertEquals(302, get(client, "/admin/x").status());
            assertEquals(200, get(client, "/admin/x", "X-Forwarded-Proto: https").status());
        }
    }

    /** A form is the mechanism's, but not over a connection on which everybody can read it. */
    @ParameterizedTest
    @CsvSource({"/*, 307", "/j_security_check, 307", "/admin/*, 303"})
    void takesNoLoginFormInPlainWhereTheTransportIsProtected(String pattern, int expected) {
        try (RawClient client = serve(security -> security.constraint(pattern, c -> c.roles("admin").confidential()),
                builder -> builder.login(login -> login.realm(USERS).form("/open/login", "/open/wrong")),
                settings -> settings.httpsPort(443))) {
            String form = "j_username=ada&j_password=pw";
            assertEquals(expected, client.send("POST /app/j_security_check HTTP/1.1\r\nHost: test\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                    + "\r\n\r\n" + form).readResponse().status());
        }
    }

    @Test
    void asksForTheTransportBeforeTheUser() {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin").confidential()),
                builder -> { }, settings -> settings.httpsPort(443))) {
            assertEquals(302, get(client, "/admin/x", as("ada")).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"/open/in, 302", "/in/*, 200", "*.form, 302"})
    void showsALoginPageThatIsForProtectedConnectionsOnSuchOnly(String confidential, int status) {
        String page = confidential.startsWith("*") ? "/open/in.form?a=b" : "/open/in?a=b";
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin"))
                        .constraint(confidential, c -> c.confidential()),
                builder -> builder.login(login -> login.realm(USERS).form(page, "/open/no")),
                settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")).httpsPort(443))) {
            RawResponse response = get(client, "/admin/x?c=d");
            assertEquals(status, response.status());
            assertEquals(status == 302 ? "https://test/app/admin/x?c=d" : null, response.header("Location"));
            assertEquals(200, get(client, "/admin/x?c=d", "X-Forwarded-Proto: https").status());
        }
    }

    @Test
    void showsALoginPageThatStandsForAFolderOnProtectedConnectionsOnly() {
        try (RawClient client = serve(security -> security.constraint("/admin/*", c -> c.roles("admin"))
                        .constraint("/docs/index.html", c -> c.confidential()),
                builder -> files(builder).login(login -> login.realm(USERS).form("/docs/", "/open/no")),
                settings -> settings.httpsPort(443))) {
            assertEquals(302, get(client, "/admin/x").status());
        }
    }

    /** It has another method than the one with which the client comes back, for which the transport may matter. */
    @Test
    void carriesOutWhatALoginHasInterruptedOverAProtectedConnectionOnly() {
        String https = "X-Forwarded-Proto: https";
        String form = "j_username=ada&j_password=pw";
        try (RawClient client = serve(security -> security
                        .constraint("/admin/*", c -> c.methods("GET").roles("admin"))
                        .constraint("/admin/*", c -> c.methods("POST").roles("admin").confidential()),
                builder -> builder.login(login -> login.realm(USERS).form("/open/in", "/open/no")),
                settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")).httpsPort(443))) {
            String before = cookie(ask(client, "POST", "/app/admin/x", https));
            String after = cookie(client.send("POST /app/j_security_check HTTP/1.1\r\nHost: test\r\n" + before
                    + "\r\n" + https + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + form.length() + "\r\n\r\n" + form).readResponse());

            assertEquals(307, get(client, "/admin/x", after).status());
        }
    }

    private static String cookie(RawResponse response) {
        return "Cookie: " + response.header("Set-Cookie").replaceFirst(";.*", "");
    }

    /** Neither its login page nor its error page is where somebody wants to go who logs in. */
    @ParameterizedTest
    @CsvSource({"/open/in, /app/", "/open/no, /app/", "/open/x, /app/open/x"})
    void aLoginLeadsToNoPageOfItsOwn(String asked, String expected) {
        String form = "j_username=ada&j_password=pw";
        try (RawClient client = serve(security -> security.constraint("/*", c -> c.roles("admin")),
                builder -> builder.login(login -> login.realm(USERS).form("/open/in", "/open/no")), settings -> { })) {
            RawResponse shown = get(client, asked);
            assertEquals(200, shown.status());
            String session = shown.header("Set-Cookie") == null ? "A: b" : cookie(shown);

            assertEquals("http://test" + expected, client.send("POST /app/j_security_check HTTP/1.1\r\nHost: test\r\n"
                    + session + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + form.length() + "\r\n\r\n" + form).readResponse().header("Location"));
        }
    }

    // ---- what servlets say of themselves ----

    @ServletSecurity(@HttpConstraint(rolesAllowed = "admin"))
    private static class Annotated extends Page {

        private static final long serialVersionUID = 1L;
    }

    @Test
    void readsTheAnnotationOfAServletThatIsGiven() {
        try (RawClient client = serve(security -> { }, builder -> builder.servlet("/own", new Annotated())
                .servlet("other", new Annotated(), options -> options.patterns("/other").security(
                        new ServletSecurityElement(new HttpConstraintElement(EmptyRoleSemantic.DENY)))), s -> { })) {
            assertEquals(401, get(client, "/own").status());
            assertEquals(200, get(client, "/own", as("ada")).status());
            assertEquals(403, get(client, "/other", as("ada")).status());
        }
    }

    @Test
    void takesConstraintsOfRegistrations() {
        try (RawClient client = serve(security -> security.constraint("/mine", c -> c.roles("staff")),
                builder -> builder.initializer((types, context) -> {
                    ServletRegistration.Dynamic registration = context.addServlet("own", new Page());
                    registration.addMapping("/own", "/mine");
                    assertEquals(Set.of("/mine"), registration.setServletSecurity(new ServletSecurityElement(
                            new HttpConstraintElement(), Set.of(new HttpMethodConstraintElement("GET",
                                    new HttpConstraintElement(EmptyRoleSemantic.DENY))))));
                    registration.addMapping("/late");
                    context.addServlet("given", new Annotated()).addMapping("/given");
                    context.addServlet("class", Annotated.class).addMapping("/class");
                    context.declareRoles("**");
                }), s -> { })) {
            assertEquals(403, get(client, "/own", as("bob")).status());
            assertEquals(403, get(client, "/late", as("bob")).status());
            assertEquals(200, ask(client, "POST", "/app/own").status());
            assertEquals("/mine|bob|falsefalsefalsefalse", get(client, "/mine", as("bob")).text());
            assertEquals(200, get(client, "/given").status());
            assertEquals(401, get(client, "/class").status());
        }
    }

    /** What a servlet says of one method takes the place of what it says of all. */
    @Test
    void leavesAMethodToItsOwnConstraint() {
        try (RawClient client = serve(security -> { }, builder -> builder.servlet("own", new Page(),
                options -> options.patterns("/own").security(new ServletSecurityElement(
                        new HttpConstraintElement(EmptyRoleSemantic.DENY),
                        Set.of(new HttpMethodConstraintElement("GET"))))), settings -> { })) {
            assertEquals(200, get(client, "/own").status());
            assertEquals(403, ask(client, "POST", "/app/own").status());
        }
    }

    @Test
    void refusesConstraintsThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> ServletApplication.builder()
                .security(security -> security.constraint("admin", c -> c.nobody())));
        assertThrows(IllegalArgumentException.class, () -> ServletApplication.builder()
                .security(security -> security.constraint("/a", c -> c.methods("GET").exceptMethods("POST"))));
    }
}

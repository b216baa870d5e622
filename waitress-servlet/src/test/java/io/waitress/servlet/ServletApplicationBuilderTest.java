package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the builder refuses, and how it understands the first argument of its methods. */
@Timeout(300)
class ServletApplicationBuilderTest {

    private static final Filter PASS = (request, response, chain) -> chain.doFilter(request, response);

    /** Says what it is called. */
    public static final class Named extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(getServletName());
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("Two servlets are named 'a'; expected names to differ", b -> b
                        .servlet("a", new Named(), o -> o.patterns("/a")).servlet("a", Named.class, o -> { })),
                mistake("URL pattern '/a' is mapped to servlet 'a' and to servlet 'b'; expected one servlet", b -> b
                        .servlet("a", new Named(), o -> o.patterns("/a", "/a"))
                        .servlet("b", new Named(), o -> o.patterns("/a"))),
                mistake("Invalid URL pattern 'p': it must start with '/' or '*.'", b -> b.servlet("p", new Named())),
                mistake("Invalid URL pattern 'p': it must start with '/' or '*.'", b -> b
                        .servlet("a", new Named(), o -> o.patterns("p"))),
                mistake("Invalid URL pattern 'foo*bar': it must start with '/' or '*.'", b -> b
                        .filter("foo*bar", PASS)),
                mistake("Invalid URL pattern '*.a.b/': an extension contains neither '/' nor '*'", b -> b
                        .servlet("*.a.b/", new Named(), o -> { })),
                mistake("Two filters are named 'f'; expected names to differ", b -> b
                        .filter("f", PASS, o -> o.patterns("/*")).filter("f", PASS, o -> o.patterns("/*"))),
                mistake("Filter 'f' applies to nothing; expected a URL pattern or the name of a servlet", b -> b
                        .filter("f", PASS, o -> { })),
                mistake("Filter 'f' applies to servlet 'nobody', which is not declared", b -> b
                        .filter("f", PASS, o -> o.servlets("nobody"))),
                mistake("Status 200 of error page /e is no error; expected 400 to 599", b -> b.errorPage(200, "/e")),
                mistake("Unknown encoding 'utf-9'; expected one that this JVM knows", b -> b.requestEncoding("utf-9")),
                mistake("Unknown encoding 'ü ü'; expected one that this JVM knows", b -> b.responseEncoding("ü ü")),
                mistake("Session timeout PT0.005S is invalid; expected whole seconds, or zero for never, at most "
                        + "2147483647", b -> b.sessions(o -> o.timeout(Duration.ofMillis(5)))),
                mistake("Session timeout PT-5S is invalid; expected whole seconds, or zero for never, at most "
                        + "2147483647", b -> b.sessions(o -> o.timeout(Duration.ofSeconds(-5)))),
                mistake("Session cookie name 'a b' is not a token (RFC 6265)", b -> b
                        .sessions(o -> o.cookieName("a b"))),
                mistake("context path '/a/' must be empty or begin with '/' and not end with it", b -> b
                        .contextPath("/a/")));
    }

    private static Arguments mistake(String message, Consumer<ServletApplication.Builder> made) {
        return Arguments.of(message, made);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void refuses(String message, Consumer<ServletApplication.Builder> made) {
        ServletApplication.Builder builder = ServletApplication.builder();

        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> {
            made.accept(builder);
            builder.build();
        }).getMessage());
    }

    @Test
    void asksForTheSlashThatATestForgot() {
        try (TestServer server = TestServer.servlet("/", new Named())) {
            assertEquals("Path 'hello' must begin with '/'",
                    assertThrows(IllegalArgumentException.class, () -> server.get("hello")).getMessage());
        }
    }

    @Test
    void acceptsWhatIsLegalThoughUnusual() {
        assertDoesNotThrow(() -> ServletApplication.builder()
                .servlet("/a/*/b", new Named())
                .servlet("dispatched to by name", new Named(), options -> { })
                .filter("later", PASS, options -> options.servlets("registered by the initialiser"))
                .filter("all", PASS, options -> options.servlets("*", "default"))
                .initializer((types, context) -> { })
                .build());
    }

    @Test
    void takesAPatternWhereverItMayStandAndNamesServletsApart() throws Exception {
        ServletApplication application = ServletApplication.builder()
                .servlet("/1", new Named())
                .servlet("/2", new Named(), options -> options.loadOnStartup(1))
                .servlet("/3", Named.class, options -> options.patterns("/three"))
                .servlet("*.4", Named::new, options -> { })
                .servlet("", Named::new, options -> { })
                .servlet("own", new Named(), options -> options.patterns("/own"))
                .filter("/*", PASS)
                .filter("/*", PASS, options -> { })
                .build();

        try (TestServer server = TestServer.start(application)) {
            String type = Named.class.getName();
            assertEquals(type, server.get("/1").body());
            assertEquals(type + "-2", server.get("/2").body());
            assertEquals(type + "-3", server.get("/3").body());
            assertEquals(type + "-3", server.get("/three").body());
            assertEquals("servlet", server.get("/x.4").body());
            assertEquals("servlet-2", server.get("/").body());
            assertEquals("own", server.get("/own").body());
            String filter = PASS.getClass().getName();
            assertEquals(Set.of(filter, filter + "-2"), server.servletContext().getFilterRegistrations().keySet());
        }
    }
}

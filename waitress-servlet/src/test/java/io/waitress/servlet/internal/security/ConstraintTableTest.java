package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.SecurityConstraint.Resources;
import io.waitress.servlet.internal.model.SecurityConstraint.Transport;
import io.waitress.servlet.internal.model.SecuritySettings;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.HttpMethodConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several constraints count for a path and method, and what they ask for together. */
class ConstraintTableTest {

    /**
     * Reads constraints as {@code PATTERN[,PATTERN] METHODS ROLES [tls]}, divided by semicolons. The pattern of the
     * context's root is {@code ROOT}. Methods are {@code any}, {@code GET,POST} or {@code !GET,POST}; roles are {@code -} if it says nothing of them, {@code none}, or names.
     */
    private static List<SecurityConstraint> constraints(String text) {
        List<SecurityConstraint> constraints = new ArrayList<>();
        for (String one : text.split("\\s*;\\s*")) {
            String[] parts = one.split(" ");
            Set<String> methods = parts[1].equals("any") || parts[1].startsWith("!") ? Set.of() : names(parts[1]);
            Set<String> omitted = parts[1].startsWith("!") ? names(parts[1].substring(1)) : Set.of();
            Set<String> roles = switch (parts[2]) {
                case "-" -> null;
                case "none" -> Set.of();
                default -> names(parts[2]);
            };
            constraints.add(new SecurityConstraint(null,
                    List.of(new Resources(null, List.of(parts[0].replace("ROOT", "").split(",", -1)), methods, omitted)), roles,
                    parts.length > 3 ? Transport.CONFIDENTIAL : Transport.NONE));
        }
        return constraints;
    }

    private static Set<String> names(String text) {
        return new TreeSet<>(Arrays.asList(text.split(",")));
    }

    private static ConstraintTable table(String text, boolean deny, String... roles) {
        return ConstraintTable.of(new SecuritySettings(constraints(text), Set.of(roles), null, deny), List.of(),
                new DeclaredRoles(Set.of(roles)));
    }

    /** Returns for example {@code free}, {@code denied}, {@code user}, {@code a|b} or {@code tls a}. */
    private static String shown(ConstraintTable table, String method, String path) {
        Protection protection = table.of(path);
        return protection == null ? "unconstrained" : shown(protection.of(method));
    }

    private static String shown(Access access) {
        if (access.denied()) {
            return "denied";
        }
        List<String> parts = new ArrayList<>();
        if (access.confidential()) {
            parts.add("tls");
        }
        access.roles().forEach(any -> parts.add(any.isEmpty() ? "user" : String.join("|", new TreeSet<>(any))));
        return parts.isEmpty() ? "free" : String.join(" ", parts);
    }

    private static final String ACME = """
            /*,/acme/wholesale/*,/acme/retail/* !GET,POST none;\
            /acme/wholesale/* GET,PUT SALESCLERK;\
            /acme/wholesale/* GET,POST CONTRACTOR tls;\
            /acme/retail/* GET,POST CONTRACTOR,HOMEOWNER""";

    /** The table of section 13.8.2. */
    @ParameterizedTest
    @CsvSource({
        "GET, /, free", "POST, /x, free", "PUT, /x, denied", "BREW, /, denied",
        "PUT, /acme/wholesale/x, denied", "DELETE, /acme/wholesale, denied",
        "GET, /acme/wholesale/x, CONTRACTOR|SALESCLERK", "POST, /acme/wholesale/x, tls CONTRACTOR",
        "DELETE, /acme/retail/, denied", "GET, /acme/retail/x, CONTRACTOR|HOMEOWNER",
        "POST, /acme/retail, CONTRACTOR|HOMEOWNER", "GET, /acme/retailer, free"
    })
    void combinesAsTheExampleOfTheSpecification(String method, String path, String expected) {
        assertEquals(expected, shown(table(ACME, false), method, path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        // the union of what is permitted
        "/a any x; /a any y                # GET  # /a     # x|y",
        "/a any x tls; /a any y            # GET  # /a     # x|y",
        "/a any x tls; /a any y tls        # GET  # /a     # tls x|y",
        "/a any x; /a any -                # GET  # /a     # free",
        "/a any x; /a any - tls            # GET  # /a     # free",
        "/a any x tls; /a any - tls        # GET  # /a     # tls",
        "/a any x; /a any **               # GET  # /a     # user",
        "/a any **; /a any -               # GET  # /a     # free",
        "/a any none; /a any -             # GET  # /a     # denied",
        "/a any none; /a any **            # GET  # /a     # denied",
        "/a any none tls                   # GET  # /a     # denied",
        "/a GET x; /a POST y               # GET  # /a     # x",
        "/a GET x; /a POST y               # POST # /a     # y",
        "/a GET x; /a POST y               # HEAD # /a     # free",
        "/a GET x; /a !GET y               # GET  # /a     # x",
        "/a GET x; /a !GET y               # HEAD # /a     # y",
        "/a GET x; /a !POST y              # GET  # /a     # x|y",
        "/a GET x; /a any y                # GET  # /a     # x|y",
        "/a GET x; /a any y                # HEAD # /a     # y",
        "/a GET x                          # get  # /a     # free",
        // the best match alone
        "/* any x; /a/* any y; /a/b any z  # GET  # /a/b   # z",
        "/* any x; /a/* any y; /a/b any z  # GET  # /a/c   # y",
        "/* any x; /a/* any y; /a/b any z  # GET  # /ab    # x",
        "/* any x; /a/* GET y              # POST # /a/b   # free",
        "*.do any x; / any y               # GET  # /a.do  # x",
        "*.do any x; / any y               # GET  # /a     # y",
        "*.do any x; /a/* any y            # GET  # /a/b.do # y",
        "ROOT any x                        # GET  # /      # x",
        "ROOT any x                        # GET  # /a     # unconstrained",
        "/* any x; ROOT any y              # GET  # /      # y",
        "/a any x                          # GET  # /a/    # unconstrained",
        "/a/* any x                        # GET  # /a     # x",
        "/a/* any x                        # GET  # /A     # unconstrained",
        "a/* any x                         # GET  # /a/b   # x"
    })
    void combines(String constraints, String method, String path, String expected) {
        assertEquals(expected, shown(table(constraints, false), method, path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "/a any *            # a,b  # a|b",
        "/a any *,c          # a,b  # a|b|c",
        "/a any *            # ''   # denied",
        "/a any *; /a any c  # ''   # c",
        "/a any **           # a    # user",
        "/a any **           # a,** # **",
        "/a any *            # a,** # **|a",
        "/a any undeclared   # a    # undeclared"
    })
    void knowsTheSpecialRoles(String constraints, String declared, String expected) {
        String[] roles = declared.isEmpty() ? new String[0] : declared.split(",");
        assertEquals(expected, shown(table(constraints, false, roles), "GET", "/a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "/a any x                    # ''",
        "/a GET,HEAD x               # all but GET, HEAD at '/a'",
        "/a !GET none                # GET at '/a'",
        "/a GET x; /a !GET none      # ''",
        "/a GET x; /a !GET,PUT none  # PUT at '/a'",
        "/a GET x; /b !TRACE x       # all but GET at '/a'; TRACE at '/b'",
        "/a GET -                    # all but GET at '/a'"
    })
    void namesUncoveredMethods(String constraints, String expected) {
        assertEquals(expected, String.join("; ", table(constraints, false).uncovered()));
        assertEquals(expected, String.join("; ", table(constraints, true).uncovered()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "/a GET x        # GET    # /a # x",
        "/a GET x        # HEAD   # /a # denied",
        "/a !GET x       # GET    # /a # denied",
        "/a !GET x       # POST   # /a # x",
        "/a any x        # BREW   # /a # x",
        "/a GET x        # HEAD   # /b # unconstrained",
        "/* any -; /a GET x # PUT # /a # denied"
    })
    void deniesUncoveredMethodsIfAsked(String constraints, String method, String path, String expected) {
        assertEquals(expected, shown(table(constraints, true), method, path));
    }

    @Test
    void asksForBothOfTwoPaths() {
        ConstraintTable table = table("/a any x; /b any y tls; /c any none; /d any **", false);

        assertEquals("tls x y", shown(Protection.both(table.of("/a"), table.of("/b")).of("GET")));
        assertEquals("denied", shown(Protection.both(table.of("/a"), table.of("/c")).of("GET")));
        assertEquals("x", shown(Protection.both(table.of("/a"), table.of("/other")).of("GET")));
        assertEquals("x", shown(Protection.both(null, table.of("/a")).of("GET")));
        Access both = Protection.both(table.of("/a"), table.of("/d")).of("GET");
        assertTrue(both.permits("x"::equals));
        assertFalse(both.permits("y"::equals));
    }

    @Test
    void knowsWhetherUsersAreNeeded() {
        assertTrue(table("/a GET x", false).needsUsers());
        assertTrue(table("/a !GET **", false).needsUsers());
        assertFalse(table("/a any none; /b any - tls", false).needsUsers());
    }

    // ---- what servlets say of themselves ----

    @ServletSecurity
    private static final class Nothing {
    }

    @ServletSecurity(@HttpConstraint(transportGuarantee = TransportGuarantee.CONFIDENTIAL))
    private static final class Confidential {
    }

    @ServletSecurity(@HttpConstraint(EmptyRoleSemantic.DENY))
    private static final class Denied {
    }

    @ServletSecurity(@HttpConstraint(rolesAllowed = {"x", "y"}))
    private static final class Roles {
    }

    @ServletSecurity(@HttpConstraint(rolesAllowed = "*"))
    private static final class Star {
    }

    @ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
    private static final class AnyUser {
    }

    @ServletSecurity(httpMethodConstraints = {
        @HttpMethodConstraint(value = "GET", rolesAllowed = "x"),
        @HttpMethodConstraint(value = "POST", rolesAllowed = "x",
                transportGuarantee = TransportGuarantee.CONFIDENTIAL)})
    private static final class Methods {
    }

    @ServletSecurity(value = @HttpConstraint(rolesAllowed = "x"), httpMethodConstraints = @HttpMethodConstraint("GET"))
    private static final class AllButGet {
    }

    @ServletSecurity(value = @HttpConstraint(rolesAllowed = "x"), httpMethodConstraints =
            @HttpMethodConstraint(value = "TRACE", emptyRoleSemantic = EmptyRoleSemantic.DENY))
    private static final class NoTrace {
    }

    /** The examples of section 13.4.1, at {@code /own}, below a constraint of the descriptor on everything. */
    @ParameterizedTest
    @CsvSource({
        "Nothing, GET, outer", "Confidential, GET, tls", "Denied, GET, denied", "Roles, PUT, x|y", "Star, GET, *",
        "AnyUser, GET, user", "Methods, GET, x", "Methods, POST, tls x", "Methods, PUT, free", "AllButGet, GET, free",
        "AllButGet, PUT, x", "NoTrace, TRACE, denied", "NoTrace, GET, x"
    })
    void readsAnnotations(String type, String method, String expected) throws ClassNotFoundException {
        Class<?> annotated = Class.forName(ConstraintTableTest.class.getName() + '$' + type);

        assertEquals(expected, shown(withServlet("/* any outer", annotated), method, "/own"));
    }

    @Test
    void leavesPatternsOfTheDescriptorToIt() {
        ConstraintTable table = withServlet("/own GET outer", Roles.class);

        assertEquals("outer", shown(table, "GET", "/own"));
        assertEquals("free", shown(table, "PUT", "/own"));
        assertEquals("x|y", shown(table, "GET", "/second/z"));
    }

    @Test
    void namesMethodsThatAServletLeavesUncovered() {
        assertEquals(List.of("all but GET, POST at '/own'", "all but GET, POST at '/second/*'"),
                withServlet("/* any -", Methods.class).uncovered());
    }

    private static ConstraintTable withServlet(String text, Class<?> annotated) {
        ServletSecurityElement element = new ServletSecurityElement(annotated.getAnnotation(ServletSecurity.class));
        ServletDefinition servlet = ServletDefinition.builder("s").patterns(List.of("/own", "/second/*"))
                .security(element).build();
        return ConstraintTable.of(new SecuritySettings(constraints(text), Set.of(), null, false), List.of(servlet),
                new DeclaredRoles(Set.of()));
    }
}

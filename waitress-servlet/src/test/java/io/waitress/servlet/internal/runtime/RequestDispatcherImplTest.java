package io.waitress.servlet.internal.runtime;

import static io.waitress.servlet.internal.runtime.RunningHost.filter;
import static io.waitress.servlet.internal.runtime.RunningHost.servlet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.DeploymentModel;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDispatcherImplTest {

    private static final String CONTEXT = "/app";

    /** What a servlet saw: paths as they are, and the attributes of dispatches without {@code jakarta.servlet}. */
    private record Seen(Map<String, String> attributes, String paths, String parameters) {

        static Seen by(HttpServletRequest request) {
            Map<String, String> attributes = new TreeMap<>();
            for (String name : Collections.list(request.getAttributeNames())) {
                Object value = request.getAttribute(name);
                attributes.put(name.replace("jakarta.servlet.", ""),
                        value instanceof HttpServletMapping mapping ? mapping.getPattern() : String.valueOf(value));
            }
            return new Seen(attributes, String.join(" ", request.getDispatcherType().name(), request.getRequestURI(),
                    request.getContextPath(), request.getServletPath(), request.getPathInfo(),
                    request.getQueryString(), request.getHttpServletMapping().getPattern()),
                    String.join(",", request.getParameterMap().keySet().stream().sorted()
                            .map(name -> name + '=' + String.join("|", request.getParameterValues(name))).toList()));
        }
    }

    private final List<Seen> seen = new ArrayList<>();

    private DeploymentModel.Builder application(RunningHost.Code first, RunningHost.Code second) {
        return DeploymentModel.builder().contextPath(CONTEXT)
                .servlet(servlet("first", "/first/*", first))
                .servlet(servlet("second", "/second/*", second))
                .servlet(servlet("last", "/last/*", (request, response) -> {
                    seen.add(Seen.by(request));
                    response.getWriter().write("last");
                }));
    }

    private FakeExchange run(String target, RunningHost.Code first, RunningHost.Code second) throws Exception {
        try (RunningHost host = RunningHost.start(application(first, second).build())) {
            return host.get(target);
        }
    }

    private static void nothing(HttpServletRequest request, HttpServletResponse response) {
    }

    private static RunningHost.Code forwardTo(String path) {
        return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
    }

    private static RunningHost.Code includeOf(String path) {
        return (request, response) -> request.getRequestDispatcher(path).include(request, response);
    }

    @Test
    void forwardShowsTheTargetAndTheOriginalRequestInAttributes() throws Exception {
        FakeExchange exchange = run("/app/first/a?x=1", forwardTo("/last/b?y=2"), RequestDispatcherImplTest::nothing);

        assertEquals("last", exchange.response().text());
        assertEquals("FORWARD /app/last/b /app /last /b y=2 /last/*", seen.get(0).paths());
        assertEquals("x=1,y=2", seen.get(0).parameters());
        assertEquals(Map.of("forward.request_uri", "/app/first/a", "forward.context_path", "/app",
                "forward.servlet_path", "/first", "forward.path_info", "/a", "forward.query_string", "x=1",
                "forward.mapping", "/first/*"), seen.get(0).attributes());
    }

    @Test
    void forwardAttributesTellOfTheFirstOfSeveralForwards() throws Exception {
        run("/app/first?x=1", forwardTo("/second?x=2"), forwardTo("/last?x=3"));

        assertEquals("/app/first", seen.get(0).attributes().get("forward.request_uri"));
        assertEquals("x=1", seen.get(0).attributes().get("forward.query_string"));
        assertFalse(seen.get(0).attributes().containsKey("forward.path_info"), "null when the original has none");
        assertEquals("x=3|2|1", seen.get(0).parameters());
    }

    @Test
    void forwardWithoutQueryKeepsTheQuery() throws Exception {
        run("/app/first?x=1", forwardTo("/last"), RequestDispatcherImplTest::nothing);

        assertEquals("FORWARD /app/last /app /last null x=1 /last/*", seen.get(0).paths());
    }

    @Test
    void includeKeepsThePathsAndShowsTheTargetInAttributes() throws Exception {
        run("/app/first/a?x=1", includeOf("/last/b?y=2"), RequestDispatcherImplTest::nothing);

        assertEquals("INCLUDE /app/first/a /app /first /a x=1 /first/*", seen.get(0).paths());
        assertEquals("x=1,y=2", seen.get(0).parameters());
        assertEquals(Map.of("include.request_uri", "/app/last/b", "include.context_path", "/app",
                "include.servlet_path", "/last", "include.path_info", "/b", "include.query_string", "y=2",
                "include.mapping", "/last/*"), seen.get(0).attributes());
    }

    @Test
    void includeInAForwardHasBothKindsOfAttributes() throws Exception {
        run("/app/first", forwardTo("/second/s"), includeOf("/last"));

        assertEquals("INCLUDE /app/second/s /app /second /s null /second/*", seen.get(0).paths());
        assertEquals("/app/first", seen.get(0).attributes().get("forward.request_uri"));
        assertEquals("/app/last", seen.get(0).attributes().get("include.request_uri"));
    }

    @Test
    void forwardInAnIncludeHasNoIncludeAttributes() throws Exception {
        run("/app/first", includeOf("/second/s"), forwardTo("/last"));

        assertEquals("FORWARD /app/last /app /last null null /last/*", seen.get(0).paths());
        assertEquals("/app/first", seen.get(0).attributes().get("forward.request_uri"));
        assertFalse(seen.get(0).attributes().containsKey("include.request_uri"));
    }

    @Test
    void attributesAndPathsAreGoneAfterTheDispatch() throws Exception {
        run("/app/first?x=1", (request, response) -> {
            request.getRequestDispatcher("/last?x=2").include(request, response);
            seen.add(Seen.by(request));
        }, RequestDispatcherImplTest::nothing);

        assertEquals("REQUEST /app/first /app /first null x=1 /first/*", seen.get(1).paths());
        assertEquals(Map.of(), seen.get(1).attributes());
        assertEquals("x=1", seen.get(1).parameters());
    }

    @Test
    void namedForwardKeepsThePathsAndSetsNoAttributes() throws Exception {
        run("/app/first/a?x=1", (request, response) ->
                request.getServletContext().getNamedDispatcher("last").forward(request, response),
                RequestDispatcherImplTest::nothing);

        assertEquals("FORWARD /app/first/a /app /first /a x=1 /first/*", seen.get(0).paths());
        assertEquals(Map.of(), seen.get(0).attributes());
    }

    @Test
    void namedIncludeSetsNoAttributes() throws Exception {
        run("/app/first/a", (request, response) ->
                request.getServletContext().getNamedDispatcher("last").include(request, response),
                RequestDispatcherImplTest::nothing);

        assertEquals("INCLUDE /app/first/a /app /first /a null /first/*", seen.get(0).paths());
        assertEquals(Map.of(), seen.get(0).attributes());
    }

    @Test
    void relativePathsStartAtTheCurrentResource() throws Exception {
        run("/app/first/x/y", forwardTo("../../last/z"), RequestDispatcherImplTest::nothing);

        assertTrue(seen.get(0).paths().contains(" /last /z "), seen.get(0).paths());
    }

    @Test
    void forwardDiscardsWhatWasBuffered() throws Exception {
        FakeExchange exchange = run("/app/first", (request, response) -> {
            response.getWriter().write("discarded");
            forwardTo("/last").run(request, response);
            response.getWriter().write("ignored");
            assertTrue(response.isCommitted());
        }, RequestDispatcherImplTest::nothing);

        assertEquals("last", exchange.response().text());
    }

    @Test
    void forwardIsRefusedOnceCommitted() throws Exception {
        FakeExchange exchange = run("/app/first", (request, response) -> {
            response.getWriter().write("kept");
            response.flushBuffer();
            assertThrows(IllegalStateException.class, () -> forwardTo("/last").run(request, response));
        }, RequestDispatcherImplTest::nothing);

        assertEquals("kept", exchange.response().text());
    }

    @Test
    void includedResourceCannotChangeTheHead() throws Exception {
        FakeExchange exchange = run("/app/first", (request, response) -> {
            response.getWriter().write("[");
            includeOf("/second").run(request, response);
            response.getWriter().write("]");
            response.setHeader("After", "set");
        }, (request, response) -> {
            response.setStatus(404);
            response.setHeader("Inside", "set");
            response.setContentType("image/png");
            response.getWriter().write("included");
        });

        assertEquals("[included]", exchange.response().text());
        assertEquals(200, exchange.response().status());
        assertNull(exchange.response().headers().get("Inside"));
        assertEquals("set", exchange.response().headers().get("After"));
    }

    @Test
    void wrappersOfTheApplicationStayInPlace() throws Exception {
        FakeExchange exchange = run("/app/first", (request, response) -> {
            StringWriter captured = new StringWriter();
            PrintWriter writer = new PrintWriter(captured);
            HttpServletRequest wrapped = new HttpServletRequestWrapper(request) {
                @Override
                public String getHeader(String name) {
                    return "wrapped " + name;
                }
            };
            HttpServletResponse wrapper = new HttpServletResponseWrapper(response) {
                @Override
                public PrintWriter getWriter() {
                    return writer;
                }
            };
            request.getRequestDispatcher("/second").forward(wrapped, wrapper);
            response.getWriter().write("<" + captured + ">");
        }, (request, response) -> {
            assertInstanceOf(HttpServletRequestWrapper.class, request);
            response.getWriter().write(request.getHeader("X") + ' ' + request.getServletPath());
        });

        assertEquals("<wrapped X /second>", exchange.response().text());
    }

    @Test
    void exceptionsReachTheCaller() throws Exception {
        FakeExchange exchange = run("/app/first", (request, response) -> {
            assertThrows(IOException.class, () -> forwardTo("/second").run(request, response));
            assertEquals("/app/first", request.getRequestURI());
            response.getWriter().write("handled");
        }, (request, response) -> {
            throw new IOException("inside");
        });

        assertEquals("handled", exchange.response().text());
    }

    @Test
    void filtersApplyByKindOfDispatch() throws Exception {
        List<String> calls = new ArrayList<>();
        DeploymentModel.Builder model = application(forwardTo("/second"), includeOf("/last"));
        for (DispatcherType type : DispatcherType.values()) {
            filter(model, type.name(), "/*", (request, response, chain) -> {
                calls.add(type + " " + request.getDispatcherType());
                chain.doFilter(request, response);
            }, type);
        }
        try (RunningHost host = RunningHost.start(model.build())) {
            host.get("/app/first");
        }

        assertEquals(List.of("REQUEST REQUEST", "FORWARD FORWARD", "INCLUDE INCLUDE"), calls);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
        "null,         false",
        "last,         false",
        "/../outside,  false",
        "/%zz,         false",
        "/last,        true",
        "/last?a=b,    true",
        "/unmapped,    true",
    })
    void givesDispatchersForValidPathsOnly(String path, boolean valid) throws Exception {
        try (RunningHost host = RunningHost.start(
                application(RequestDispatcherImplTest::nothing, RequestDispatcherImplTest::nothing).build())) {
            assertEquals(valid, host.context().getRequestDispatcher(path) != null);
        }
    }

    @Test
    void givesNamedDispatchersForKnownServletsOnly() throws Exception {
        try (RunningHost host = RunningHost.start(
                application(RequestDispatcherImplTest::nothing, RequestDispatcherImplTest::nothing).build())) {
            assertNotNull(host.context().getNamedDispatcher("last"));
            assertNull(host.context().getNamedDispatcher("nobody"));
            assertNull(host.context().getNamedDispatcher(null));
        }
    }

    @Test
    void forwardToNothingIsNotFound() throws Exception {
        assertEquals(404, run("/app/first", forwardTo("/unmapped"), RequestDispatcherImplTest::nothing)
                .response().status());
    }

    @Test
    void forwardThatFailsLeavesTheErrorToTheContainer() throws Exception {
        FakeExchange exchange = run("/app/first", forwardTo("/second"), (request, response) -> {
            throw new ServletException("inside");
        });

        assertEquals(500, exchange.response().status());
    }
}

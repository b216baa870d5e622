package io.waitress.servlet.internal.runtime;

import static io.waitress.servlet.internal.runtime.RunningHost.filter;
import static io.waitress.servlet.internal.runtime.RunningHost.servlet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.http.HttpException;
import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ErrorPage;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorDispatcherTest {

    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private String paths;

    private DeploymentModel.Builder application(RunningHost.Code failing) {
        return DeploymentModel.builder()
                .servlet(servlet("failing", "/failing", failing))
                .servlet(servlet("page", "/page/*", (request, response) -> {
                    for (String name : List.of("status_code", "message", "exception", "exception_type", "method",
                            "request_uri", "query_string", "servlet_name")) {
                        attributes.put(name, request.getAttribute("jakarta.servlet.error." + name));
                    }
                    paths = String.join(" ", request.getDispatcherType().name(), request.getMethod(),
                            request.getRequestURI(),
                            String.valueOf(request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI)));
                    response.getWriter().write("page" + request.getPathInfo());
                }));
    }

    private FakeExchange run(DeploymentModel.Builder model) throws Exception {
        try (RunningHost host = RunningHost.start(model.build())) {
            return host.send(new FakeExchange().target("POST", "/failing?a=b"));
        }
    }

    @Test
    void dispatchesSendErrorToThePageOfTheStatus() throws Exception {
        FakeExchange exchange = run(application((request, response) -> {
            response.setContentType("image/png");
            response.setHeader("Kept", "yes");
            response.getOutputStream().print("discarded");
            response.sendError(418, "teapot");
        }).errorPage(ErrorPage.ofStatus(418, "/page/418")).errorPage(ErrorPage.ofAny("/page/any")));

        assertEquals(418, exchange.response().status());
        assertEquals("page/418", exchange.response().text());
        assertEquals("yes", exchange.response().headers().get("Kept"));
        assertEquals("ERROR GET /page/418 /failing", paths);
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("status_code", 418);
        expected.put("message", "teapot");
        expected.put("exception", null);
        expected.put("exception_type", null);
        expected.put("method", "POST");
        expected.put("request_uri", "/failing");
        expected.put("query_string", "a=b");
        expected.put("servlet_name", "failing");
        assertEquals(expected, attributes);
    }

    @Test
    void dispatchesExceptionsToThePageOfTheClosestClass() throws Exception {
        FileNotFoundException thrown = new FileNotFoundException("gone");
        FakeExchange exchange = run(application((request, response) -> {
            throw thrown;
        }).errorPage(ErrorPage.ofException("java.lang.Exception", "/page/exception"))
                .errorPage(ErrorPage.ofException("java.io.IOException", "/page/io"))
                .errorPage(ErrorPage.ofStatus(500, "/page/500")));

        assertEquals(500, exchange.response().status());
        assertEquals("page/io", exchange.response().text());
        assertSame(thrown, attributes.get("exception"));
        assertEquals(FileNotFoundException.class, attributes.get("exception_type"));
        assertEquals("gone", attributes.get("message"));
    }

    @Test
    void looksIntoAServletExceptionOnlyIfItHasNoPageItself() throws Exception {
        IllegalStateException cause = new IllegalStateException("cause");
        RunningHost.Code failing = (request, response) -> {
            throw new ServletException("wrapper", cause);
        };
        ErrorPage ofCause = ErrorPage.ofException("java.lang.RuntimeException", "/page/cause");

        assertEquals("page/cause", run(application(failing).errorPage(ofCause)).response().text());
        assertSame(cause, attributes.get("exception"));
        assertEquals("page/wrapper", run(application(failing).errorPage(ofCause)
                .errorPage(ErrorPage.ofException("jakarta.servlet.ServletException", "/page/wrapper")))
                .response().text());
    }

    @Test
    void fallsBackToTheStatusAndThenToTheDefaultPage() throws Exception {
        RunningHost.Code failing = (request, response) -> {
            throw new IOException("x");
        };
        ErrorPage any = ErrorPage.ofAny("/page/any");

        assertEquals("page/500", run(application(failing).errorPage(any)
                .errorPage(ErrorPage.ofStatus(500, "/page/500"))).response().text());
        assertEquals("page/any", run(application(failing).errorPage(any)).response().text());
    }

    @Test
    void writesAPlainEscapedPageWithoutAnErrorPage() throws Exception {
        FakeExchange exchange = run(application((request, response) -> response.sendError(404, "<script>")));

        assertEquals(404, exchange.response().status());
        assertEquals("text/html;charset=UTF-8", exchange.response().headers().get("Content-Type"));
        assertTrue(exchange.response().text().contains("&lt;script&gt;"), exchange.response().text());
        assertFalse(exchange.response().text().contains("<script>"));
    }

    @Test
    void tellsNothingOfAnExceptionUnlessTracebacksAreExposed() throws Exception {
        DeploymentModel model = application((request, response) -> {
            throw new IOException("secret <1>");
        }).build();

        try (RunningHost host = RunningHost.start(model)) {
            assertFalse(host.get("/failing").response().text().contains("secret"));
        }
        Settings exposing = Settings.builder().exposeTracebacks(true).build();
        try (RunningHost host = RunningHost.start(exposing, ResourceBase.empty(), model)) {
            String text = host.get("/failing").response().text();
            assertTrue(text.contains("java.io.IOException: secret &lt;1&gt;\n\tat "), text);
        }
    }

    @Test
    void writesThePlainPageWhenTheErrorPageFailsOrIsMissing() throws Exception {
        RunningHost.Code failing = (request, response) -> response.sendError(410);
        DeploymentModel.Builder broken = application(failing).errorPage(ErrorPage.ofAny("/broken"))
                .servlet(servlet("broken", "/broken", (request, response) -> {
                    response.getWriter().write("half");
                    throw new ServletException("broken too");
                }));

        String afterFailure = run(broken).response().text();
        String withoutPage = run(application(failing).errorPage(ErrorPage.ofAny("/nowhere"))).response().text();

        assertTrue(afterFailure.contains("410 Gone") && !afterFailure.contains("half"), afterFailure);
        assertEquals(afterFailure, withoutPage);
    }

    @Test
    void failsTheExchangeWhenTheResponseIsCommitted() throws Exception {
        IOException thrown = new IOException("late");
        FakeExchange exchange = run(application((request, response) -> {
            response.flushBuffer();
            throw thrown;
        }).errorPage(ErrorPage.ofAny("/page/any")));

        assertSame(thrown, exchange.failure);
        assertNull(paths);
    }

    @Test
    void recognisesAWrappedDisconnection() throws Exception {
        ClientDisconnectedException gone = new ClientDisconnectedException("gone");
        FakeExchange exchange = run(application((request, response) -> {
            throw new ServletException("view failed", new IOException(gone));
        }).errorPage(ErrorPage.ofAny("/page/any")));

        assertSame(gone, exchange.failure);
        assertNull(paths);
    }

    @Test
    void keepsAResponseThatTheApplicationHadClosed() throws Exception {
        FakeExchange exchange = run(application((request, response) -> {
            request.getRequestDispatcher("/page/done").forward(request, response);
            throw new IOException("after the forward");
        }));

        assertEquals(200, exchange.response().status());
        assertEquals("page/done", exchange.response().text());
    }

    @Test
    void refusesSendErrorAfterCommit() throws Exception {
        FakeExchange exchange = run(application((request, response) -> {
            response.flushBuffer();
            assertThrows(IllegalStateException.class, () -> response.sendError(500));
        }));

        assertEquals(200, exchange.response().status());
    }

    @Test
    void answersUnavailability() throws Exception {
        FakeExchange forNow = run(application((request, response) -> {
            throw new UnavailableException("busy", 30);
        }));
        FakeExchange forGood = run(application((request, response) -> {
            throw new UnavailableException("broken");
        }));

        assertEquals(503, forNow.response().status());
        assertEquals("30", forNow.response().headers().get("Retry-After"));
        assertEquals(404, forGood.response().status());
        assertNull(forGood.response().headers().get("Retry-After"));
    }

    @Test
    void takesTheStatusOfARefusal() throws Exception {
        assertEquals(413, run(application((request, response) -> {
            throw new HttpException(413, "too large");
        })).response().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "wrapped", "committed"})
    void takesTheStatusOfBadParametersWithoutBlamingTheApplication(String how) throws Exception {
        DeploymentModel model = application((request, response) -> {
            if (how.equals("committed")) {
                response.flushBuffer();
            }
            try {
                request.getParameter("a");
            } catch (IllegalStateException e) {
                if (how.equals("wrapped")) {
                    throw new ServletException("wrapper", e);
                }
                throw e;
            }
        }).build();
        FakeExchange exchange = new FakeExchange().target("GET", "/failing?a=%ff");
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (RunningHost host = RunningHost.start(model)) {
            host.send(exchange);
        } finally {
            System.setErr(before);
        }

        if (how.equals("committed")) {
            assertEquals(400, assertInstanceOf(HttpException.class, exchange.failure).status());
        } else {
            assertEquals(400, exchange.response().status());
        }
        assertFalse(log.toString(StandardCharsets.UTF_8).contains("failed"), log.toString(StandardCharsets.UTF_8));
    }

    @Test
    void namesTheServletOfAFailedRequestInTheLog() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            run(application((request, response) -> {
                throw new IllegalStateException("broken");
            }));
        } finally {
            System.setErr(before);
        }

        String logged = log.toString(StandardCharsets.UTF_8);
        assertTrue(logged.contains("POST /failing for servlet 'failing' failed"), logged);
    }

    @Test
    void appliesFiltersForErrors() throws Exception {
        List<String> calls = new ArrayList<>();
        DeploymentModel.Builder model = application((request, response) -> response.sendError(400))
                .errorPage(ErrorPage.ofStatus(400, "/page/400"));
        filter(model, "errors", "/*", (request, response, chain) -> {
            calls.add(request.getDispatcherType().name());
            chain.doFilter(request, response);
        }, DispatcherType.ERROR);

        run(model);

        assertEquals(List.of("ERROR"), calls);
    }

    @Test
    void letsAnErrorPageBecomeAsynchronous() throws Exception {
        DeploymentModel model = application((request, response) -> response.sendError(400))
                .errorPage(ErrorPage.ofStatus(400, "/async"))
                .servlet(servlet("async", "/async", (request, response) -> {
                    jakarta.servlet.AsyncContext context = request.startAsync();
                    context.start(() -> {
                        try {
                            context.getResponse().getWriter().write("later");
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        context.complete();
                    });
                })).build();
        try (RunningHost host = RunningHost.start(model)) {
            FakeExchange exchange = host.get("/failing");

            assertEquals(400, exchange.response().status());
            assertEquals("later", exchange.response().text());
            assertTrue(exchange.completed);
        }
    }

    @Test
    void answersAnUnmappedPath() throws Exception {
        try (RunningHost host = RunningHost.start(application((request, response) -> { }).build())) {
            FakeExchange exchange = host.get("/nowhere");

            assertEquals(404, exchange.response().status());
            assertNotNull(exchange.response().headers().get("Content-Type"));
        }
    }
}

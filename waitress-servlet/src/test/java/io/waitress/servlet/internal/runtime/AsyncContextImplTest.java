package io.waitress.servlet.internal.runtime;

import static io.waitress.servlet.internal.runtime.RunningHost.servlet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HttpException;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ErrorPage;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AsyncContextImplTest {

    private final List<String> events = new ArrayList<>();
    private AsyncContext context;

    /** Notes what it hears, and does what a test wants it to do. */
    private final class Recorder implements AsyncListener {

        private final Consumer<AsyncEvent> onTrouble;

        Recorder() {
            this(event -> { });
        }

        Recorder(Consumer<AsyncEvent> onTrouble) {
            this.onTrouble = onTrouble;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            events.add("complete");
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            events.add("timeout");
            onTrouble.accept(event);
        }

        @Override
        public void onError(AsyncEvent event) {
            events.add("error " + event.getThrowable().getMessage());
            onTrouble.accept(event);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            events.add("start");
        }
    }

    private static RunningHost host(RunningHost.Code start, RunningHost.Code target) throws Exception {
        return RunningHost.start(DeploymentModel.builder()
                .servlet(servlet("start", "/start", start))
                .servlet(servlet("target", "/target", target))
                .servlet(servlet("trouble", "/trouble", (request, response) -> response.getWriter().write("page for "
                        + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) + ' '
                        + request.getAttribute(RequestDispatcher.ERROR_EXCEPTION))))
                .errorPage(ErrorPage.ofAny("/trouble"))
                .build());
    }

    private static void nothing(HttpServletRequest request, Object response) {
    }

    private RunningHost started() throws Exception {
        return host((request, response) -> {
            context = request.startAsync();
            context.addListener(new Recorder());
        }, (request, response) -> response.getWriter().write("dispatched"));
    }

    @Test
    void completesLaterFromAnyThread() throws Exception {
        try (RunningHost host = started()) {
            FakeExchange exchange = host.get("/start");
            assertFalse(exchange.completed);
            context.getResponse().getWriter().write("later");

            context.complete();
            assertFalse(exchange.completed, "complete() itself does not touch the response");
            exchange.runTasks();

            assertTrue(exchange.completed);
            assertEquals("later", exchange.response().text());
            assertEquals(List.of("complete"), events);
        }
    }

    @Test
    void delaysCompletionInsideTheCallUntilItReturns() throws Exception {
        boolean[] startedAfterwards = new boolean[1];
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync();
            context.addListener(new Recorder());
            context.complete();
            startedAfterwards[0] = request.isAsyncStarted();
            response.getWriter().write("still written");
        }, AsyncContextImplTest::nothing)) {
            FakeExchange exchange = host.get("/start");

            assertTrue(startedAfterwards[0]);
            assertTrue(exchange.completed);
            assertEquals("still written", exchange.response().text());
            assertEquals(List.of("complete"), events);
        }
    }

    @Test
    void dispatchesToAPathWithTheAttributesOfTheOriginalRequest() throws Exception {
        List<Object> seen = new ArrayList<>();
        try (RunningHost host = host((request, response) -> request.startAsync().dispatch("/target?b=2"),
                (request, response) -> {
                    seen.add(request.getDispatcherType());
                    seen.add(request.getRequestURI());
                    seen.add(request.getQueryString());
                    seen.add(request.getParameter("a") + request.getParameter("b"));
                    seen.add(request.getAttribute(AsyncContext.ASYNC_REQUEST_URI));
                    seen.add(request.getAttribute(AsyncContext.ASYNC_QUERY_STRING));
                    seen.add(request.getAttribute(AsyncContext.ASYNC_SERVLET_PATH));
                    seen.add(request.isAsyncStarted());
                })) {
            FakeExchange exchange = host.get("/start?a=1");

            assertEquals(List.of(DispatcherType.ASYNC, "/target", "b=2", "12", "/start", "a=1", "/start", false), seen);
            assertTrue(exchange.completed);
        }
    }

    @Test
    void dispatchesBackToWhereTheRequestWas() throws Exception {
        List<String> calls = new ArrayList<>();
        try (RunningHost host = host((request, response) -> {
            calls.add(request.getDispatcherType() + " " + request.getRequestURI());
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                request.getRequestDispatcher("/target").forward(request, response);
            }
        }, (request, response) -> {
            calls.add(request.getDispatcherType() + " " + request.getRequestURI());
            request.startAsync().dispatch();
        })) {
            host.get("/start");

            assertEquals(List.of("REQUEST /start", "FORWARD /target", "ASYNC /start"), calls);
        }
    }

    @Test
    void dispatchesBackToTheForwardThatStartedItWithItsRequest() throws Exception {
        List<String> calls = new ArrayList<>();
        try (RunningHost host = host((request, response) -> {
            calls.add(request.getDispatcherType() + " " + request.getRequestURI());
            request.getRequestDispatcher("/target").forward(request, response);
        }, (request, response) -> {
            calls.add(request.getDispatcherType() + " " + request.getRequestURI());
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                request.startAsync(request, response).dispatch();
            }
        })) {
            host.get("/start");

            assertEquals(List.of("REQUEST /start", "FORWARD /target", "ASYNC /target"), calls);
        }
    }

    @Test
    void keepsTheParametersOfTheRequestThatStartedIt() throws Exception {
        List<String> calls = new ArrayList<>();
        try (RunningHost host = host((request, response) ->
                request.getRequestDispatcher("/target?a=2").forward(request, response),
                (request, response) -> {
            calls.add(request.getDispatcherType() + " " + request.getQueryString() + " "
                    + String.join(",", request.getParameterValues("a")));
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                request.startAsync(request, response).dispatch();
            } else if (calls.size() == 2) {
                request.startAsync(request, response).dispatch("/target");
            } else if (calls.size() == 3) {
                request.startAsync().dispatch("/target");
            }
        })) {
            host.get("/start?a=1");

            assertEquals(List.of("FORWARD a=2 2,1", "ASYNC a=2 2,1", "ASYNC a=2 2,1", "ASYNC a=1 1"), calls);
        }
    }

    @Test
    void repeatsADispatchWithItsQuery() throws Exception {
        List<String> calls = new ArrayList<>();
        try (RunningHost host = host((request, response) -> request.startAsync().dispatch("/target?a=2"),
                (request, response) -> {
            calls.add(request.getQueryString() + " " + String.join(",", request.getParameterValues("a")) + " "
                    + request.getAttribute(AsyncContext.ASYNC_QUERY_STRING));
            if (calls.size() < 4) {
                request.startAsync().dispatch();
            }
        })) {
            host.get("/start?a=1");

            assertEquals(Collections.nCopies(4, "a=2 2,1 a=1"), calls);
        }
    }

    @Test
    void keepsShowingTheForwardThatStartedIt() throws Exception {
        HttpServletRequest[] kept = new HttpServletRequest[1];
        try (RunningHost host = host(
                (request, response) -> request.getRequestDispatcher("/target").forward(request, response),
                (request, response) -> {
                    kept[0] = request;
                    request.startAsync();
                })) {
            host.get("/start");

            assertEquals("/target", kept[0].getRequestURI());
        }
    }

    @Test
    void takesListenersAndTimeoutsWhileItWaits() throws Exception {
        try (RunningHost host = host((request, response) -> context = request.startAsync(),
                AsyncContextImplTest::nothing)) {
            FakeExchange exchange = host.get("/start");

            context.addListener(new Recorder(event -> event.getAsyncContext().complete()));
            context.setTimeout(1234);
            exchange.runTasks();
            assertEquals(Duration.ofMillis(1234), exchange.deadline);
            context.setTimeout(0);
            exchange.runTasks();
            assertEquals(Duration.ZERO, exchange.deadline, "for never");
            exchange.onExpiry.run();
            exchange.runTasks();

            assertEquals(List.of("timeout", "complete"), events);
            assertTrue(exchange.completed);
            assertThrows(IllegalStateException.class, () -> context.setTimeout(1));
            assertThrows(IllegalStateException.class, () -> context.addListener(new Recorder()));
        }
    }

    @Test
    void tellsListenersOfANewCycleAndDropsThem() throws Exception {
        AsyncContext[] cycles = new AsyncContext[2];
        try (RunningHost host = host((request, response) -> {
            cycles[0] = request.startAsync();
            cycles[0].addListener(new Recorder());
            cycles[0].dispatch("/target");
        }, (request, response) -> {
            cycles[1] = request.startAsync();
            cycles[1].complete();
        })) {
            FakeExchange exchange = host.get("/start");

            assertNotSame(cycles[0], cycles[1]);
            assertEquals(List.of("start"), events);
            assertTrue(exchange.completed);
            assertThrows(IllegalStateException.class, () -> cycles[0].complete());
        }
    }

    @Test
    void answersATimeOutWithTheErrorPageAndCompletes() throws Exception {
        try (RunningHost host = started()) {
            FakeExchange exchange = host.get("/start");
            assertEquals(Duration.ofSeconds(30), exchange.deadline);

            exchange.onExpiry.run();
            exchange.runTasks();

            assertEquals(500, exchange.response().status());
            assertEquals("page for 500 null", exchange.response().text());
            assertEquals(List.of("timeout", "complete"), events);
            assertTrue(exchange.completed);
        }
    }

    @Test
    void leavesATimeOutToAListenerThatCompletes() throws Exception {
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync();
            context.setTimeout(5);
            context.addListener(new Recorder(event -> event.getAsyncContext().complete()));
        }, AsyncContextImplTest::nothing)) {
            FakeExchange exchange = host.get("/start");
            assertEquals(Duration.ofMillis(5), exchange.deadline);

            exchange.onExpiry.run();
            exchange.runTasks();

            assertEquals(200, exchange.response().status());
            assertEquals(List.of("timeout", "complete"), events);
        }
    }

    @Test
    void leavesATimeOutToAListenerThatDispatches() throws Exception {
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync();
            context.addListener(new Recorder(event -> event.getAsyncContext().dispatch("/target")));
        }, (request, response) -> response.getWriter().write("instead"))) {
            FakeExchange exchange = host.get("/start");

            exchange.onExpiry.run();
            exchange.runTasks();

            assertEquals("instead", exchange.response().text());
            assertTrue(exchange.completed);
        }
    }

    @Test
    void setsNoTimerWithoutATimeOut() throws Exception {
        try (RunningHost host = host((request, response) -> request.startAsync().setTimeout(0),
                AsyncContextImplTest::nothing)) {
            assertEquals(null, host.get("/start").deadline);
        }
    }

    @Test
    void ignoresATimeOutOfACycleThatIsOver() throws Exception {
        try (RunningHost host = started()) {
            FakeExchange exchange = host.get("/start");
            context.complete();

            exchange.onExpiry.run();
            exchange.runTasks();

            assertEquals(List.of("complete"), events);
            assertEquals(200, exchange.response().status());
        }
    }

    @Test
    void answersAnExceptionOfTheStartingCall() throws Exception {
        try (RunningHost host = host((request, response) -> {
            request.startAsync().addListener(new Recorder());
            throw new ServletException("no");
        }, AsyncContextImplTest::nothing)) {
            FakeExchange exchange = host.get("/start");

            assertEquals(500, exchange.response().status());
            assertEquals(List.of("error no", "complete"), events);
            assertTrue(exchange.completed);
        }
    }

    @Test
    void answersAnExceptionOfTheDispatch() throws Exception {
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync();
            context.addListener(new Recorder());
            context.dispatch("/target");
        }, (request, response) -> {
            throw new IOException("broken");
        })) {
            FakeExchange exchange = host.get("/start");

            assertEquals("page for 500 java.io.IOException: broken", exchange.response().text());
            assertEquals(List.of("error broken", "complete"), events);
        }
    }

    @Test
    void answersASendErrorWhenItCompletes() throws Exception {
        try (RunningHost host = started()) {
            FakeExchange exchange = host.get("/start");
            ((jakarta.servlet.http.HttpServletResponse) context.getResponse()).sendError(418);
            context.complete();
            exchange.runTasks();

            assertEquals(418, exchange.response().status());
            assertEquals("page for 418 null", exchange.response().text());
        }
    }

    @Test
    void refusesWhatTheStateDoesNotAllow() throws Exception {
        try (RunningHost host = started()) {
            FakeExchange exchange = host.get("/start");
            assertThrows(IllegalArgumentException.class, () -> context.dispatch("target"));

            context.dispatch("/target");

            assertThrows(IllegalStateException.class, () -> context.dispatch("/target"));
            assertThrows(IllegalStateException.class, () -> context.complete());
            assertThrows(IllegalStateException.class, () -> context.getRequest());
            assertThrows(IllegalStateException.class, () -> context.getResponse());
            assertThrows(IllegalStateException.class, () -> context.start(() -> { }));
            exchange.runTasks();
            assertEquals("dispatched", exchange.response().text());
        }
    }

    @Test
    void refusesASecondStartInTheSameDispatch() throws Exception {
        try (RunningHost host = host((request, response) -> {
            request.startAsync();
            assertThrows(IllegalStateException.class, request::startAsync);
            request.getAsyncContext().complete();
        }, AsyncContextImplTest::nothing)) {
            assertEquals(200, host.get("/start").response().status());
        }
    }

    @Test
    void refusesToStartBehindAServletThatDoesNotSupportIt() throws Exception {
        DeploymentModel model = DeploymentModel.builder()
                .servlet(servlet("old", (request, response) -> {
                    assertFalse(request.isAsyncSupported());
                    assertThrows(IllegalStateException.class, request::startAsync);
                    request.getRequestDispatcher("/new").forward(request, response);
                }, "/old").asyncSupported(false).build())
                .servlet(servlet("including", "/including", (request, response) -> {
                    request.getRequestDispatcher("/old-part").include(request, response);
                    response.getWriter().print(request.isAsyncSupported());
                }))
                .servlet(servlet("part", (request, response) -> response.getWriter().print(request.isAsyncSupported()
                        + " "), "/old-part").asyncSupported(false).build())
                .servlet(servlet("new", "/new",
                        (request, response) -> response.getWriter().print(request.isAsyncSupported())))
                .build();
        try (RunningHost host = RunningHost.start(model)) {
            assertEquals("false", host.get("/old").response().text());
            assertEquals("true", host.get("/new").response().text());
            assertEquals("false true", host.get("/including").response().text());
        }
    }

    @Test
    void tellsWhetherRequestAndResponseAreWrapped() throws Exception {
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync(new HttpServletRequestWrapper(request),
                    new HttpServletResponseWrapper(response));
            assertFalse(context.hasOriginalRequestAndResponse());
            assertSame(HttpServletRequestWrapper.class, context.getRequest().getClass());
            context.dispatch("/target");
        }, (request, response) -> {
            assertSame(HttpServletRequestWrapper.class, request.getClass());
            AsyncContext again = request.startAsync();
            assertTrue(again.hasOriginalRequestAndResponse());
            again.complete();
        })) {
            FakeExchange exchange = host.get("/start");
            assertEquals(200, exchange.response().status());
            assertTrue(exchange.completed);
        }
    }

    @Test
    void keepsTheRequestInitialisedUntilItCompletes() throws Exception {
        ServletRequestListener listener = new ServletRequestListener() {
            @Override
            public void requestInitialized(ServletRequestEvent event) {
                events.add("initialized");
            }

            @Override
            public void requestDestroyed(ServletRequestEvent event) {
                events.add("destroyed");
            }
        };
        DeploymentModel model = DeploymentModel.builder()
                .listener(new ListenerDefinition(new ComponentSource.Given<>(listener), false))
                .servlet(servlet("start", "/start", (request, response) -> {
                    context = request.startAsync();
                    context.addListener(new Recorder());
                }))
                .build();
        try (RunningHost host = RunningHost.start(model)) {
            FakeExchange exchange = host.get("/start");
            assertEquals(List.of("initialized"), events);

            context.complete();
            exchange.runTasks();

            assertEquals(List.of("initialized", "complete", "destroyed"), events);
        }
    }

    @Test
    void runsTasksWithTheContextClassLoader() throws Exception {
        try (RunningHost host = started()) {
            FakeExchange exchange = host.get("/start");
            ClassLoader[] seen = new ClassLoader[1];

            context.start(() -> seen[0] = Thread.currentThread().getContextClassLoader());
            exchange.runTasks();

            assertSame(RunningHost.class.getClassLoader(), seen[0]);
        }
    }

    /** Of a completion, a dispatch and a time-out at the same moment exactly one must happen. */
    @Test
    void letsExactlyOneOfSeveralEndsHappen() throws Exception {
        int rounds = 3_000;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        AtomicInteger dispatches = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        AsyncListener counter = new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                ends.incrementAndGet();
            }

            @Override
            public void onTimeout(AsyncEvent event) {
            }

            @Override
            public void onError(AsyncEvent event) {
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
            }
        };
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync();
            context.addListener(counter);
        }, (request, response) -> dispatches.incrementAndGet())) {
            for (int round = 0; round < rounds; round++) {
                FakeExchange exchange = host.get("/start");
                AsyncContext raced = context;
                int dispatchesBefore = dispatches.get();
                int endsBefore = ends.get();
                CyclicBarrier line = new CyclicBarrier(3);
                CountDownLatch asked = new CountDownLatch(2);
                Future<Boolean> completion = threads.submit(() -> attempt(line, asked, raced::complete));
                Future<Boolean> dispatch = threads.submit(() -> attempt(line, asked, () -> raced.dispatch("/target")));
                line.await();
                exchange.onExpiry.run();
                assertTrue(asked.await(30, TimeUnit.SECONDS));
                exchange.runTasks();

                assertTrue(exchange.completed);
                assertEquals(1, ends.get() - endsBefore);
                assertEquals(dispatch.get() ? 1 : 0, dispatches.get() - dispatchesBefore);
                assertFalse(completion.get() && dispatch.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Of two dispatches at the same moment the one that is told so must be the one that happens. */
    @Test
    void runsTheDispatchThatWon() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        String[] ran = new String[1];
        try (RunningHost host = host((request, response) -> context = request.startAsync(),
                (request, response) -> ran[0] = request.getQueryString())) {
            for (int round = 0; round < 3_000; round++) {
                FakeExchange exchange = host.get("/start");
                AsyncContext raced = context;
                CyclicBarrier line = new CyclicBarrier(2);
                CountDownLatch asked = new CountDownLatch(2);
                Future<Boolean> first = threads.submit(() -> attempt(line, asked, () -> raced.dispatch("/target?1")));
                Future<Boolean> second = threads.submit(() -> attempt(line, asked, () -> raced.dispatch("/target?2")));
                boolean firstWon = first.get();
                assertTrue(asked.await(30, TimeUnit.SECONDS));
                exchange.runTasks();

                assertEquals(!firstWon, second.get());
                assertEquals(firstWon ? "1" : "2", ran[0]);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean attempt(CyclicBarrier line, CountDownLatch asked, Runnable call) throws Exception {
        line.await();
        try {
            call.run();
            return true;
        } catch (IllegalStateException e) {
            return false;
        } finally {
            asked.countDown();
        }
    }

    /** A dispatch and a failure at the same moment: one of them happens, whole. */
    @Test
    void isDispatchedOrFailsWhenBothComeAtOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicInteger targets = new AtomicInteger();
        AtomicInteger pages = new AtomicInteger();
        AtomicInteger turn = new AtomicInteger();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (RunningHost host = RunningHost.start(DeploymentModel.builder()
                .servlet(servlet("start", "/start", (request, response) -> {
                    AsyncContext started = request.startAsync();
                    other.submit(() -> {
                        try {
                            awaitBarrier(together);
                            started.dispatch("/target");
                        } catch (IllegalStateException late) {
                            // the failure came first
                        } finally {
                            awaitBarrier(together);
                        }
                    });
                    awaitBarrier(together);
                    for (int spin = turn.incrementAndGet() % 64; spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                    throw new HttpException(400, "not worth an error log");
                }))
                .servlet(servlet("target", "/target", (request, response) -> targets.incrementAndGet()))
                .servlet(servlet("trouble", "/trouble", (request, response) -> pages.incrementAndGet()))
                .errorPage(ErrorPage.ofAny("/trouble"))
                .build())) {
            for (int i = 1; i <= 30_000; i++) {
                FakeExchange exchange = FakeExchange.get("/start");
                host.host.service(exchange);
                awaitBarrier(together);
                exchange.runTasks();

                assertTrue(exchange.completed, "the request is answered");
                assertTrue(targets.get() + pages.get() >= i, "one of the two has happened");
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void makesNoServletOfAnApplicationThatHasStopped() throws Exception {
        AtomicInteger made = new AtomicInteger();
        RunningHost host = RunningHost.start(DeploymentModel.builder()
                .servlet(servlet("start", "/start", (request, response) -> context = request.startAsync()))
                .servlet(ServletDefinition.builder("lazy").patterns(List.of("/lazy"))
                        .source(new ComponentSource.Supplied<>(() -> {
                            made.incrementAndGet();
                            return new HttpServlet() {
                                private static final long serialVersionUID = 1L;
                            };
                        })).build())
                .build());
        FakeExchange exchange = host.get("/start");
        host.close();
        context.dispatch("/lazy");
        exchange.runTasks();

        assertTrue(exchange.completed);
        assertEquals(0, made.get());
    }

    @Test
    void showsOtherThreadsTheForwardAlsoWhileTheCallIsOnItsWayBack() throws Exception {
        CountDownLatch forwarded = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (RunningHost host = host((request, response) -> {
            request.getRequestDispatcher("/target?a=2").forward(request, response);
            seen.add("container " + request.getRequestURI());
            forwarded.countDown();
            await(read);
        }, (request, response) -> {
            request.startAsync();
            new Thread(() -> {
                await(forwarded);
                seen.add("thread " + request.getRequestURI() + ' ' + request.getParameter("a") + ' '
                        + request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI));
                read.countDown();
            }).start();
        })) {
            host.get("/start?a=1");

            assertEquals(List.of("container /start", "thread /target 2 /start"), seen);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void completesWhenAnErrorPageStartsACycleAndFails() throws Exception {
        try (RunningHost host = RunningHost.start(DeploymentModel.builder()
                .servlet(servlet("start", "/start", (request, response) -> response.sendError(400)))
                .servlet(servlet("trouble", "/trouble", (request, response) -> {
                    request.startAsync();
                    throw new ServletException("thrown by the test");
                }))
                .errorPage(ErrorPage.ofAny("/trouble"))
                .build())) {
            FakeExchange exchange = host.get("/start");

            assertTrue(exchange.completed);
            assertEquals(400, exchange.response().status());
        }
    }

    @Test
    void keepsWhatIsWrittenTooLateOutOfTheErrorPage() throws Exception {
        try (RunningHost host = host((request, response) -> {
            context = request.startAsync();
            response.getOutputStream().print("early");
        }, AsyncContextImplTest::nothing)) {
            FakeExchange exchange = host.get("/start");
            OutputStream stream = context.getResponse().getOutputStream();

            exchange.onExpiry.run();

            assertThrows(IOException.class, () -> stream.write('x'));
            exchange.runTasks();
            assertEquals("page for 500 null", exchange.response().text());
        }
    }

    private static void awaitBarrier(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.settings.Handoff;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests that a dispatcher runs itself, and what they can do there. Whether one is run there depends on times, so each
 * test goes on until it was.
 */
@Timeout(300)
class HandoffFunctionalTest {

    private static final String DISPATCHER = "waitress-dispatcher";
    private static final int TIMES = 3;

    private final Semaphore blocked = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);
    private final List<RawClient> clients = new ArrayList<>();
    private WaitressServer server;

    private void start(UnaryOperator<Settings.Builder> settings) throws Exception {
        server = TestServers.start(this::serve, settings);
    }

    @AfterEach
    void stop() {
        released.release(1_000);
        clients.forEach(RawClient::close);
        server.close();
    }

    /** Answers with the name of the thread, after what the request's header asks for. */
    private void serve(Exchange exchange) throws Exception {
        String name = Thread.currentThread().getName();
        boolean interrupted = Thread.currentThread().isInterrupted();
        String wanted = exchange.request().headers().get("Do");
        switch (wanted == null ? "" : wanted) {
            case "block" -> block();
            case "throw" -> throw new IllegalStateException("on purpose " + name);
            case "overflow" -> throw new StackOverflowError("on purpose " + name);
            case "interrupt" -> Thread.currentThread().interrupt();
            case "stop" -> server.stop();
            case "suspend" -> {
                exchange.suspend();
                CompletableFuture.runAsync(() -> exchange.execute(() -> complete(exchange, name)));
                return;
            }
            default -> { }
        }
        write(exchange, interrupted ? "interrupted" : name);
    }

    private void block() throws InterruptedException {
        blocked.release();
        released.acquire();
    }

    private static void complete(Exchange exchange, String text) {
        try {
            write(exchange, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        exchange.complete();
    }

    private static void write(Exchange exchange, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        exchange.response().write(content, 0, content.length);
    }

    private RawClient connect() {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }

    /** Sends short requests until a dispatcher runs them itself. */
    private static void train(RawClient client) {
        String thread;
        do {
            thread = client.get("/").text();
        } while (!thread.startsWith(DISPATCHER));
    }

    private static String request(String wanted) {
        return "GET / HTTP/1.1\r\nHost: x\r\nDo: " + wanted + "\r\n\r\n";
    }

    /** Sends requests with that wish, each after short ones, until some were run by a dispatcher; returns the last. */
    private RawResponse inPlace(RawClient client, String wanted) {
        RawResponse response = null;
        for (int seen = 0; seen < TIMES; ) {
            train(client);
            response = client.send(request(wanted)).readResponse();
            seen += response.text().contains(DISPATCHER) ? 1 : 0;
        }
        return response;
    }

    @Test
    void aRequestThatBlocksAfterManyShortOnesStallsNoOther() throws Exception {
        start(settings -> settings);
        RawClient other = connect();
        for (int seen = 0; seen < TIMES; ) {
            List<RawClient> blocking = List.of(connect(), connect(), connect());
            train(blocking.get(0));
            blocking.forEach(client -> client.send(request("block")));
            blocked.acquire(blocking.size());

            for (int i = 0; i < 10; i++) {
                assertEquals(200, other.get("/").status());
                assertEquals(200, connect().get("/new").status());
            }

            released.release(blocking.size());
            for (RawClient client : blocking) {
                seen += client.readResponse().text().startsWith(DISPATCHER) ? 1 : 0;
                client.close();
            }
        }
    }

    @Test
    void whoWasRelievedStandsByAndRunsRequestsAgain() throws Exception {
        start(settings -> settings);
        RawClient client = connect();
        RawClient other = connect();
        String first = null;
        String second;
        do {
            train(client);
            client.send(request("block"));
            blocked.acquire();
            String meanwhile = other.get("/").text();
            released.release();
            second = client.readResponse().text();
            if (second.startsWith(DISPATCHER)) {
                assertNotEquals(second, meanwhile);
                first = first == null ? second : first;
            }
        } while (first == null || !second.startsWith(DISPATCHER) || second.equals(first));
    }

    @Test
    void pipelinedRequestsOfOneThatBlocksAreAnsweredInOrder() throws Exception {
        start(settings -> settings.channelRequestLookahead(4));
        RawClient client = connect();
        for (int seen = 0; seen < TIMES; ) {
            train(client);
            client.send(request("block") + request("none") + request("throw") + request("none"));
            blocked.acquire();
            assertEquals(200, connect().get("/").status());
            released.release();
            seen += client.readResponse().text().startsWith(DISPATCHER) ? 1 : 0;
            assertEquals(200, client.readResponse().status());
            assertEquals(500, client.readResponse().status());
            client.close();
            client = connect();
        }
    }

    @Test
    void exchangesAreSuspendedAndCompletedElsewhere() throws Exception {
        start(settings -> settings);

        assertEquals(200, inPlace(connect(), "suspend").status());
    }

    @Test
    void anInterruptIsNotLeftToTheNextRequestNorToTheDispatcher() throws Exception {
        start(settings -> settings);
        RawClient client = connect();

        assertEquals(200, inPlace(client, "interrupt").status());
        for (int i = 0; i < 200; i++) {
            assertNotEquals("interrupted", client.get("/").text());
        }
    }

    @Test
    void anInterruptThatComesAfterTheRequestDoesNotKeepTheDispatcherAwake() throws Exception {
        start(settings -> settings);
        train(connect());

        for (Thread thread : dispatcherThreads()) {
            thread.interrupt();
            while (thread.isInterrupted()) {
                Thread.yield();
            }
        }

        assertEquals(200, connect().get("/").status());
    }

    private static List<Thread> dispatcherThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(DISPATCHER)).toList();
    }

    @Test
    void whateverIsThrownTheDispatcherLivesOn() throws Exception {
        start(settings -> settings.exposeTracebacks(true));
        for (String wanted : List.of("throw", "overflow")) {
            RawResponse response;
            do {
                RawClient client = connect();
                train(client);
                response = client.send(request(wanted)).readResponse();
                assertEquals(500, response.status());
            } while (!response.text().contains("on purpose " + DISPATCHER));
        }

        train(connect());
    }

    @Test
    void aRequestCannotStopTheServerThatRunsIt() throws Exception {
        start(settings -> settings.exposeTracebacks(true));
        RawResponse response;
        do {
            RawClient client = connect();
            train(client);
            response = client.send(request("stop")).readResponse();
        } while (!response.text().contains("Dispatcher"));

        assertTrue(response.text().contains("A request cannot stop the server"), response.text());
        assertTrue(server.running());
    }

    @Test
    void stoppingInterruptsARequestThatADispatcherRuns() throws Exception {
        start(settings -> settings);
        boolean seen = false;
        while (!seen) {
            if (!server.running()) {
                server.start();
            }
            RawClient client = connect();
            train(client);
            Thread runner = null;
            client.send(request("block"));
            blocked.acquire();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith(DISPATCHER) && isBlockedInApplication(thread)) {
                    runner = thread;
                }
            }
            seen = runner != null;

            server.stop(Duration.ZERO);

            client.assertClosed();
            if (seen) {
                runner.join();
            }
        }
    }

    private static boolean isBlockedInApplication(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("block") && frame.getClassName().endsWith("HandoffFunctionalTest")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aSingleWorkerRunsAllRequests() throws Exception {
        start(settings -> settings.threads(1));

        assertOnWorkers();
    }

    @Test
    void workersRunAllRequestsIfTheyAreToldTo() throws Exception {
        start(settings -> settings.handoff(Handoff.WORKERS));

        assertOnWorkers();
    }

    private void assertOnWorkers() {
        RawClient client = connect();
        for (int i = 0; i < 500; i++) {
            assertTrue(client.get("/").text().startsWith("waitress-worker"));
        }
    }
}

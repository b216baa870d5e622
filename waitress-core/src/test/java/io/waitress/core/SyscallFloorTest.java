package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.waitress.core.exchange.Application;
import io.waitress.core.internal.net.Counters;
import io.waitress.core.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The third promise: a keep-alive request costs one read and one write, and nothing else. Where a client can send its
 * next request before the worker that has answered the last one comes to its end, a few more are due; so batches are
 * repeated until one was not disturbed.
 */
@Timeout(300)
class SyscallFloorTest {

    private static final int REQUESTS = 200;
    private static final int BATCHES = 200;
    private static final byte[] CONTENT = "Hello, world".getBytes(StandardCharsets.US_ASCII);
    private static final Application HELLO = exchange -> exchange.response().write(CONTENT, 0, CONTENT.length);

    /** As servlets do, whose response is sent as soon as its announced content is complete. */
    private static final Application FLUSHED = exchange -> {
        exchange.response().headers().set("Content-Length", Integer.toString(CONTENT.length));
        HELLO.service(exchange);
        exchange.response().flush();
    };

    @Test
    void aRequestCostsOneReadAndOneWrite() throws Exception {
        try (WaitressServer server = TestServers.start(HELLO);
                RawClient client = RawClient.connect(server.port())) {
            client.get("/");

            assertCost(server, new Cost(REQUESTS, REQUESTS, 0, 0)::equals, () -> {
                for (int i = 0; i < REQUESTS; i++) {
                    client.get("/");
                }
            });
        }
    }

    @Test
    void aRequestWithABodyCostsNoMore() throws Exception {
        Application echo = exchange -> {
            byte[] body = exchange.body().stream().readAllBytes();
            exchange.response().write(body, 0, body.length);
        };
        try (WaitressServer server = TestServers.start(echo); RawClient client = RawClient.connect(server.port())) {
            String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1024\r\n\r\n" + "x".repeat(1024);
            client.send(request).readResponse();

            assertCost(server, new Cost(REQUESTS, REQUESTS, 0, 0)::equals, () -> {
                for (int i = 0; i < REQUESTS; i++) {
                    assertEquals(1024, client.send(request).readResponse().content().length);
                }
            });
        }
    }

    @Test
    void aConnectionThatClosesCostsOneMoreRead() throws Exception {
        try (WaitressServer server = TestServers.start(HELLO)) {
            try (RawClient first = RawClient.connect(server.port())) {
                first.get("/");
            }

            // The end of the connection before the first may be noticed late.
            assertCost(server, cost -> cost.reads <= 2 * REQUESTS + 1 && cost.writes == REQUESTS
                    && cost.interestChanges <= 1, () -> {
                for (int i = 0; i < REQUESTS; i++) {
                    try (RawClient client = RawClient.connect(server.port())) {
                        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readUntilClosed();
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pipelinedRequestsCostNoInterestChangeAndShareWrites(boolean flushed) throws Exception {
        try (WaitressServer server = TestServers.start(flushed ? FLUSHED : HELLO);
                RawClient client = RawClient.connect(server.port())) {
            client.get("/");
            String batch = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(16);

            assertCost(server, cost -> cost.interestChanges <= 2 && cost.writes <= 20 * 8, () -> {
                for (int i = 0; i < 20; i++) {
                    client.send(batch);
                    for (int response = 0; response < 16; response++) {
                        client.readResponse();
                    }
                }
            });
        }
    }

    /** A finished response waits for nothing: the dispatcher sends it if the next request blocks. */
    @Test
    void aResponseDoesNotWaitForTheRequestPipelinedAfterIt() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        try (WaitressServer server = TestServers.start(exchange -> {
            if (exchange.request().path().equals("/block")) {
                blocked.await();
            }
            FLUSHED.service(exchange);
        }); RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 100; i++) {
                client.get("/");
            }

            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /block HTTP/1.1\r\nHost: x\r\n\r\n");

            assertEquals(200, client.readResponse().status());
            assertEquals(200, client.readResponse().status());
            blocked.countDown();
            assertEquals(200, client.readResponse().status());
        }
    }

    private static void assertCost(WaitressServer server, Predicate<Cost> expected, Runnable batch) {
        Counters counters = server.counters().get(0);
        Cost cost = null;
        for (int i = 0; i < BATCHES; i++) {
            Cost before = Cost.soFar(counters);
            batch.run();
            cost = Cost.soFar(counters).minus(before);
            if (expected.test(cost)) {
                return;
            }
        }
        fail("No batch cost as little as it should; the last one " + cost);
    }

    private record Cost(long reads, long writes, long interestChanges, long wakeups) {

        static Cost soFar(Counters counters) {
            return new Cost(counters.reads(), counters.writes(), counters.interestChanges(), counters.wakeups());
        }

        Cost minus(Cost before) {
            return new Cost(reads - before.reads, writes - before.writes, interestChanges - before.interestChanges,
                    wakeups - before.wakeups);
        }
    }
}

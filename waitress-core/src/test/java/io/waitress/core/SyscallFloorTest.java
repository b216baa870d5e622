package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.internal.net.Counters;
import io.waitress.core.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The third promise: a keep-alive request costs one read and one write, and nothing else. */
@Timeout(60)
class SyscallFloorTest {

    private static final int REQUESTS = 1000;
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
            Counters counters = server.counters().get(0);
            long reads = counters.reads();
            long writes = counters.writes();
            long interestChanges = counters.interestChanges();
            long wakeups = counters.wakeups();

            for (int i = 0; i < REQUESTS; i++) {
                client.get("/");
            }

            assertEquals(REQUESTS, counters.reads() - reads, "reads");
            assertEquals(REQUESTS, counters.writes() - writes, "writes");
            assertEquals(0, counters.interestChanges() - interestChanges, "interest changes");
            assertEquals(0, counters.wakeups() - wakeups, "wakeups");
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
            Counters counters = server.counters().get(0);
            long reads = counters.reads();
            long writes = counters.writes();
            long interestChanges = counters.interestChanges();
            long wakeups = counters.wakeups();

            for (int i = 0; i < REQUESTS; i++) {
                assertEquals(1024, client.send(request).readResponse().content().length);
            }

            assertEquals(REQUESTS, counters.reads() - reads, "reads");
            assertEquals(REQUESTS, counters.writes() - writes, "writes");
            assertEquals(0, counters.interestChanges() - interestChanges, "interest changes");
            assertEquals(0, counters.wakeups() - wakeups, "wakeups");
        }
    }

    @Test
    void aConnectionThatClosesCostsOneMoreRead() throws Exception {
        try (WaitressServer server = TestServers.start(HELLO)) {
            Counters counters = server.counters().get(0);
            try (RawClient first = RawClient.connect(server.port())) {
                first.get("/");
            }
            long reads = counters.reads();
            long writes = counters.writes();
            long interestChanges = counters.interestChanges();

            for (int i = 0; i < REQUESTS; i++) {
                try (RawClient client = RawClient.connect(server.port())) {
                    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readUntilClosed();
                }
            }

            // The end of the first connection may be noticed late.
            assertTrue(counters.reads() - reads <= 2 * REQUESTS + 1, () -> counters.reads() - reads + " reads");
            assertEquals(REQUESTS, counters.writes() - writes, "writes");
            assertTrue(counters.interestChanges() - interestChanges <= 1,
                    () -> counters.interestChanges() - interestChanges + " interest changes");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pipelinedRequestsCostNoInterestChangeAndShareWrites(boolean flushed) throws Exception {
        try (WaitressServer server = TestServers.start(flushed ? FLUSHED : HELLO);
                RawClient client = RawClient.connect(server.port())) {
            client.get("/");
            Counters counters = server.counters().get(0);
            long interestChanges = counters.interestChanges();
            long writes = counters.writes();
            String batch = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(16);

            for (int i = 0; i < 100; i++) {
                client.send(batch);
                for (int response = 0; response < 16; response++) {
                    client.readResponse();
                }
            }

            assertTrue(counters.interestChanges() - interestChanges <= 2,
                    () -> counters.interestChanges() - interestChanges + " interest changes");
            assertTrue(counters.writes() - writes <= 100 * 8,
                    () -> counters.writes() - writes + " writes for 1600 responses");
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
}

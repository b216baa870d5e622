package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.net.Refusals.Reason;
import io.waitress.core.settings.AdmissionSettings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client may not do for long, or too often. */
@Timeout(300)
class AdmissionFunctionalTest {

    private final List<RawClient> clients = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger served = new AtomicInteger();
    private WaitressServer server;

    @AfterEach
    void stop() {
        released.countDown();
        clients.forEach(RawClient::close);
        server.close();
    }

    @Test
    void headerFieldsHaveTheirTime() throws Exception {
        start(admission -> admission.headerTimeout(Duration.ofMillis(200)));
        RawClient client = connect().send("GET / HTTP/1.1\r\nHost:");

        RawResponse refusal = client.readResponse();

        assertEquals(408, refusal.status());
        assertEquals("close", refusal.header("Connection"));
        client.endOutput().assertClosed();
        assertEquals(0, served.get());
        assertEquals(1, server.refused(Reason.HEADER_TIMEOUT));
    }

    @Test
    void timeOfHeaderFieldsBeginsWithTheirFirstByte() throws Exception {
        start(admission -> admission.headerTimeout(Duration.ofMillis(50)));
        RawClient patient = connect();
        RawClient slow = connect().send("G");

        assertEquals(408, slow.readResponse().status());

        assertEquals(200, patient.get("/").status());
    }

    @Test
    void bodiesComeAtTheLeastRate() throws Exception {
        start(admission -> admission.minReceiveRate(1000));
        RawClient client = connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nfirst");

        RawResponse refusal = client.readResponse();

        assertEquals(408, refusal.status());
        client.endOutput().assertClosed();
        assertEquals(0, served.get());
        assertEquals(1, server.refused(Reason.RECEIVE_RATE));
    }

    @Test
    void requestsDoNotWaitForEver() throws Exception {
        start(admission -> admission.queueTimeout(Duration.ofMillis(3500)));
        RawClient busy = connect().send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
        awaitServed(1);
        RawClient waiting = connect().send("GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\n\r\n");

        RawResponse refusal = waiting.readResponse();

        assertEquals(503, refusal.status());
        assertEquals("4", refusal.header("Retry-After"));
        waiting.endOutput().assertClosed();
        assertEquals(1, server.refused(Reason.QUEUE_TIMEOUT));
        released.countDown();
        assertEquals(200, busy.readResponse().status());
        assertEquals(200, busy.get("/").status());
        assertEquals(2, served.get());
    }

    @Test
    void oneAddressHasSoManyConnections() throws Exception {
        start(admission -> admission.connectionLimitPerAddress(2));
        RawClient one = connect();
        RawClient two = connect();
        assertEquals(200, one.get("/").status());
        assertEquals(200, two.get("/").status());

        connect().assertClosed();

        assertEquals(1, server.refused(Reason.ADDRESS_LIMIT));
        one.endOutput().assertClosed();
        RawClient three = connect();
        assertEquals(200, three.get("/").status());
    }

    private void start(Consumer<AdmissionSettings.Builder> admission) throws Exception {
        server = TestServers.start(exchange -> {
            served.incrementAndGet();
            if (exchange.request().path().equals("/block")) {
                released.await();
            }
            exchange.response().write("x".getBytes(StandardCharsets.UTF_8), 0, 1);
        }, settings -> settings.threads(1).admission(admission));
        assertNotNull(server.uri());
    }

    private RawClient connect() {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }

    private void awaitServed(int count) {
        while (served.get() < count) {
            Thread.onSpinWait();
        }
        assertTrue(served.get() >= count);
    }
}

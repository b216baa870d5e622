package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.settings.ManagementSettings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dispatcher itself tells how the server is. */
@Timeout(300)
class ProbesFunctionalTest {

    private static final int WORKERS = 2;

    private final List<RawClient> clients = new ArrayList<>();
    private final CountDownLatch blocked = new CountDownLatch(WORKERS);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private WaitressServer server;

    @AfterEach
    void stop() {
        released.countDown();
        clients.forEach(RawClient::close);
        server.close();
    }

    @Test
    void areAnsweredWhenAllWorkersAreStuck() throws Exception {
        start(management -> management.healthPath("/healthz").readyPath("/readyz"));
        List<RawClient> stuck = List.of(connect(), connect(), connect());
        stuck.forEach(client -> client.send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertTrue(blocked.await(60, TimeUnit.SECONDS));
        RawClient client = connect();

        for (int i = 0; i < 3; i++) {
            RawResponse health = client.get("/healthz?verbose");
            assertEquals(200, health.status());
            assertEquals("alive\r\n", health.text());
            assertEquals("no-store", health.header("Cache-Control"));
            assertEquals(200, client.get("/readyz").status());
        }
        assertEquals(400, client.request("""
                GET / HTTP/1.1
                Host: x
                Host: y

                """).status());
        released.countDown();
        stuck.forEach(each -> assertEquals("application", each.readResponse().text()));
    }

    @Test
    void comeInTurnWithOtherRequestsOfTheirConnection() throws Exception {
        start(management -> management.healthPath("/healthz"));
        RawClient client = connect().send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");

        for (int i = 0; i < 2; i++) {
            assertEquals("alive\r\n", client.readResponse().text());
            assertEquals("application", client.readResponse().text());
        }
    }

    @Test
    void takeGetAndHeadOnly() throws Exception {
        start(management -> management.healthPath("/healthz"));
        RawClient client = connect();

        RawResponse refusal = client.request("POST /healthz HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc");
        assertEquals(405, refusal.status());
        assertEquals("GET, HEAD", refusal.header("Allow"));
        assertEquals(200, client.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n").readResponseToHead().status());
        assertEquals("application", client.get("/").text());
    }

    @Test
    void pathsThatAreNotSetAreTheApplications() throws Exception {
        start(management -> management.healthPath("/healthz"));
        RawClient client = connect();

        assertEquals("application", client.get("/readyz").text());
        assertEquals("application", client.get("/healthz/").text());
    }

    @Test
    void theApplicationHasASay() throws Exception {
        start(management -> management.readyPath("/readyz"));
        RawClient client = connect();

        ready.set(false);
        assertEquals(503, client.get("/readyz").status());
        ready.set(true);
        assertEquals(200, client.get("/readyz").status());
    }

    @Test
    void tellOfAStopInTime() throws Exception {
        start(management -> management.readyPath("/readyz").shutdownDelay(Duration.ofDays(1)));
        RawClient client = connect();
        assertEquals(200, client.get("/readyz").status());
        Thread stopping = new Thread(server::stop);

        stopping.start();
        while (client.get("/readyz").status() == 200) {
            Thread.onSpinWait();
        }

        assertTrue(server.running());
        assertEquals("application", connect().get("/").text());
        stopping.interrupt();
        stopping.join();
        assertFalse(server.running());
    }

    private void start(Consumer<ManagementSettings.Builder> management) throws Exception {
        server = TestServers.start(new Application() {
            @Override
            public void service(Exchange exchange) throws Exception {
                if (exchange.request().path().equals("/block")) {
                    blocked.countDown();
                    released.await();
                }
                byte[] content = "application".getBytes(StandardCharsets.UTF_8);
                exchange.response().write(content, 0, content.length);
            }

            @Override
            public boolean ready() {
                return ready.get();
            }
        }, settings -> settings.threads(WORKERS).management(management));
    }

    private RawClient connect() {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }
}

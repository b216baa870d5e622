package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.testing.RawClient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first promise: a slow client never holds a worker. */
@Timeout(300)
class SlowClientsFunctionalTest {

    private static final int CLIENTS = 200;
    private static final int LARGE = 2 * 1024 * 1024;

    private final List<RawClient> clients = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private WaitressServer server;

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        server.close();
    }

    @Test
    void healthyClientIsServedBesideSlowOnes() throws Exception {
        server = TestServers.start(exchange -> {
            running.incrementAndGet();
            byte[] content = new byte[exchange.request().path().equals("/large") ? LARGE : 10];
            exchange.response().headers().set("Content-Length", Integer.toString(content.length));
            exchange.body().stream().readAllBytes();
            exchange.response().write(content, 0, content.length);
            running.decrementAndGet();
        }, settings -> settings.threads(4).outbufOverflow(100_000));
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        RawClient healthy = RawClient.connect(address);
        clients.add(healthy);

        for (int i = 0; i < CLIENTS; i++) {
            clients.add(RawClient.connect(address)
                    .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nfirst"));
            clients.add(RawClient.connect(address, 4096).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
            assertEquals(200, healthy.get("/").status());
        }
        List<RawClient> trickling = new ArrayList<>();
        List<RawClient> unread = new ArrayList<>();
        for (int i = 1; i < clients.size(); i += 2) {
            trickling.add(clients.get(i));
            unread.add(clients.get(i + 1));
        }

        for (int round = 0; round < 5; round++) {
            trickling.forEach(client -> client.send("."));
            assertEquals(200, healthy.get("/").status());
        }
        unread.forEach(client -> client.readUntil("\r\n\r\n"));
        assertEquals(200, healthy.get("/").status());
        // Ends as soon as those that have answered have also returned; a worker that is held would not.
        while (running.get() > 0) {
            Thread.onSpinWait();
        }

        trickling.forEach(client -> client.send("x".repeat(990)));
        trickling.forEach(client -> assertEquals(200, client.readResponse().status()));
        for (int i = 0; i < 3; i++) {
            assertEquals(10, unread.get(i).skip(LARGE).get("/").content().length);
        }
    }
}

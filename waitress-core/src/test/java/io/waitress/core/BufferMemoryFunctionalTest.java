package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All memory of buffers is given back, whatever becomes of a request. */
@Timeout(300)
class BufferMemoryFunctionalTest {

    private static final int CLIENTS = 8;
    private static final int ROUNDS = 40;
    private static final int BLOCKS = 200;
    private static final byte[] BLOCK = new byte[5000];

    @Test
    void givesEverythingBackWhateverClientsAndApplicationsDo() throws Exception {
        try (WaitressServer server = TestServers.start(exchange -> {
            int length = exchange.body().stream().readAllBytes().length;
            for (int i = 0; i < BLOCKS; i++) {
                exchange.response().write(BLOCK, 0, BLOCK.length);
                if (i == 150 && length % 5 == 0) {
                    throw new IOException("deliberate");
                } else if (i % 50 == 0 && length % 3 == 0) {
                    exchange.response().flush();
                }
            }
        }, settings -> settings.bufferMemory(600_000).outbufOverflow(300_000).logSocketErrors(false))) {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Future<Void>> results = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    Random random = new Random(i);
                    results.add(threads.submit((Callable<Void>) () -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            misbehave(server.port(), random);
                        }
                        return null;
                    }));
                }
                for (Future<Void> result : results) {
                    result.get();
                }
            } finally {
                threads.shutdownNow();
            }
            while (server.bufferedBytes() != 0) {
                Thread.yield();
            }
            try (RawClient client = RawClient.connect(server.port())) {
                assertEquals(BLOCKS * BLOCK.length, client.request("""
                        POST / HTTP/1.1
                        Host: x
                        Content-Length: 1

                        x""").content().length);
            }
        }
    }

    @Test
    void countsWhatAClientDoesNotTake() throws Exception {
        try (WaitressServer server = TestServers.start(exchange -> {
            for (int i = 0; i < 10 * BLOCKS; i++) {
                exchange.response().write(BLOCK, 0, BLOCK.length);
            }
        }, settings -> settings.bufferMemory(600_000));
                RawClient client = RawClient.connect(new InetSocketAddress("127.0.0.1", server.port()), 4096)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            while (server.bufferedBytes() == 0) {
                Thread.yield();
            }
            assertTrue(server.bufferedBytes() <= 600_000 + 64 * 1024, () -> server.bufferedBytes() + " bytes");

            assertEquals(10 * BLOCKS * BLOCK.length, client.readResponse().content().length);
            while (server.bufferedBytes() != 0) {
                Thread.yield();
            }
        }
    }

    private static void misbehave(int port, Random random) {
        int length = 1 + random.nextInt(200_000);
        int sent = random.nextInt(4) == 0 ? random.nextInt(length) : length;
        try (RawClient client = RawClient.connect(port)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
            client.send(new byte[sent]);
            if (sent == length && random.nextBoolean()) {
                client.readBytes(1 + random.nextInt(900_000));
            }
            if (random.nextBoolean()) {
                client.reset();
            }
        } catch (AssertionError ignored) {
            // The server has cut the response, as the application asked for.
        }
    }
}

package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.http.HttpException;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exchanges that outlive the call of the application. */
@Timeout(300)
class AsyncFunctionalTest {

    private final ExecutorService others = Executors.newFixedThreadPool(4);
    private WaitressServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        server.close();
        others.shutdownNow();
    }

    @Test
    void completesFromAnotherThread() throws Exception {
        BlockingQueue<Exchange> suspended = new LinkedBlockingQueue<>();
        connect(exchange -> {
            exchange.suspend();
            suspended.add(exchange);
        });

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        for (int i = 1; i <= 2; i++) {
            Exchange exchange = suspended.poll(30, TimeUnit.SECONDS);
            write(exchange, exchange.request().path());
            exchange.complete();
            exchange.complete();
            assertEquals("/" + i, client.readResponse().text());
        }
        client.assertOpen();
    }

    @Test
    void holdsNoWorkerWhileSuspended() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        BlockingQueue<Exchange> suspended = new LinkedBlockingQueue<>();
        connect(exchange -> {
            if (exchange.request().path().equals("/wait")) {
                exchange.suspend();
                suspended.add(exchange);
            }
        });

        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.connect(server.port()).send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        assertEquals(200, client.get("/").status());
        for (int i = 0; i < 20; i++) {
            suspended.poll(30, TimeUnit.SECONDS).complete();
        }
        clients.forEach(waiting -> assertEquals(200, waiting.readResponse().status()));
        clients.forEach(RawClient::close);
    }

    @Test
    void runsTasksOneAtATimeAndInOrder() throws Exception {
        int count = 10_000;
        connect(exchange -> {
            exchange.suspend();
            AtomicInteger inside = new AtomicInteger();
            List<Integer> order = new ArrayList<>();
            Future<?> rest = others.submit(() -> {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    exchange.execute(() -> {
                        assertEquals(1, inside.incrementAndGet());
                        order.add(number);
                        inside.decrementAndGet();
                    });
                }
                exchange.execute(() -> {
                    for (int i = 0; i < count; i++) {
                        assertEquals(i, order.get(i));
                    }
                    exchange.complete();
                });
            });
            assertEquals(0, inside.get());
            rest.get();
            assertTrue(order.isEmpty(), "a task ran beside the service call");
        });

        assertEquals(200, client.get("/").status());
    }

    @Test
    void dropsTasksAfterCompletion() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        connect(exchange -> {
            exchange.suspend();
            exchange.execute(exchange::complete);
            exchange.execute(dropped::countDown);
        });

        assertEquals(200, client.get("/").status());
        assertEquals(200, client.get("/").status());
        assertEquals(1, dropped.getCount());
    }

    @Test
    void deadlineExpires() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            exchange.deadline(Duration.ofHours(1), () -> exchange.fail(new IllegalStateException("was replaced")));
            exchange.deadline(Duration.ofMillis(20), () -> {
                exchange.response().status(503);
                exchange.complete();
            });
        });

        assertEquals(503, client.get("/").status());
    }

    @Test
    void deadlineIsTakenBack() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            exchange.deadline(Duration.ofMillis(1), () -> exchange.fail(new IllegalStateException("was taken back")));
            exchange.deadline(Duration.ZERO, () -> { });
            exchange.deadline(Duration.ofMillis(30), exchange::complete);
        });

        assertEquals(200, client.get("/").status());
    }

    @Test
    void deadlineIsTakenBackEvenAfterItsTimeHasCome() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            exchange.deadline(Duration.ofNanos(1), () -> exchange.fail(new IllegalStateException("was taken back")));
            awaitTurns();
            exchange.deadline(Duration.ZERO, () -> { });
            exchange.execute(exchange::complete);
        });

        assertEquals(200, client.get("/").status());
    }

    @Test
    void failsFromAnotherThread() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            others.execute(() -> exchange.fail(new HttpException(504, "Too late")));
        });

        assertEquals(504, client.get("/").status());
        assertEquals(504, client.get("/").status());
    }

    @Test
    void failsFromAnotherThreadOnlyWhenTheServiceCallHasReturned() throws Exception {
        CompletableFuture<Boolean> committed = new CompletableFuture<>();
        connect(exchange -> {
            write(exchange, "dropped");
            others.submit(() -> exchange.fail(new HttpException(503, "sorry"))).get();
            write(exchange, "dropped too");
            committed.complete(exchange.response().committed());
        });

        RawResponse response = client.get("/");

        assertEquals(503, response.status());
        assertTrue(response.text().contains("sorry") && !response.text().contains("dropped"), response.text());
        assertEquals(false, committed.get(30, TimeUnit.SECONDS));
        assertEquals(503, client.get("/").status());
    }

    @Test
    void failsFromAnotherThreadOnlyWhenTheTaskHasReturned() throws Exception {
        CompletableFuture<Boolean> committed = new CompletableFuture<>();
        connect(exchange -> {
            exchange.suspend();
            exchange.execute(() -> {
                try {
                    others.submit(() -> exchange.fail(new HttpException(503, "sorry"))).get();
                    write(exchange, "dropped");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                committed.complete(exchange.response().committed());
            });
        });

        assertEquals(503, client.get("/").status());
        assertEquals(false, committed.get(30, TimeUnit.SECONDS));
    }

    @Test
    void competingFailuresEndTheExchangeOnce() throws Exception {
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        connect(exchange -> {
            exchange.suspend();
            CyclicBarrier together = new CyclicBarrier(2);
            for (int i = 0; i < 2; i++) {
                others.execute(() -> {
                    try {
                        together.await();
                        exchange.fail(new HttpException(503, "sorry"));
                    } catch (Exception e) {
                        thrown.add(e);
                    }
                });
            }
        });

        for (int i = 0; i < 5000; i++) {
            RawResponse response = client.get("/");
            assertEquals(503, response.status());
            assertTrue(response.text().contains("sorry"), response.text());
        }
        assertEquals(List.of(), List.copyOf(thrown));
    }

    @Test
    void failsWhenATaskFails() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            exchange.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
        });

        assertEquals(500, client.get("/").status());
    }

    @Test
    void writesWithoutWaitingWhenTold() throws Exception {
        int blocks = 400;
        byte[] block = new byte[100_000];
        connect(exchange -> {
            exchange.suspend();
            exchange.response().headers().set("Content-Length", Long.toString((long) blocks * block.length));
            new Pump(exchange, block, blocks).run();
        });

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
        client.skip((long) blocks * block.length);
        assertEquals(200, client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").readResponseToHead().status());
    }

    @Test
    void readsTheBodyWithoutBlocking() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            exchange.body().onReadable(() -> {
                ByteBuffer target = ByteBuffer.allocate(100);
                try {
                    while (exchange.body().read(target) >= 0) {
                        continue;
                    }
                    write(exchange, StandardCharsets.ISO_8859_1.decode(target.flip()).toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                exchange.complete();
            });
        });

        assertEquals("abcde", client.request("POST / HTTP/1.1\nHost: x\nContent-Length: 5\n\nabcde").text());
    }

    /** Whoever completes first wins, exactly once, and pipelined requests are neither lost nor answered twice. */
    @Test
    void competingCompletionsEndTheExchangeOnce() throws Exception {
        int count = 3000;
        connect(exchange -> {
            exchange.suspend();
            write(exchange, exchange.request().path());
            others.execute(exchange::complete);
            others.execute(exchange::complete);
            exchange.execute(exchange::complete);
        });

        others.execute(() -> {
            for (int i = 0; i < count; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
            }
        });
        for (int i = 0; i < count; i++) {
            assertEquals("/" + i, client.readResponse().text());
        }
        client.assertOpen();
    }

    private void connect(Application application) throws Exception {
        server = TestServers.start(application, settings -> settings.outbufHighWatermark(300_000));
        client = RawClient.connect(server.port());
    }

    /** Lets the dispatcher have a few turns: it has dealt with all that was asked before when it refuses this. */
    private void awaitTurns() {
        for (int i = 0; i < 3; i++) {
            try (RawClient other = RawClient.connect(server.port())) {
                other.request("BAD\n\n");
            }
        }
    }

    private static void write(Exchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.response().write(bytes, 0, bytes.length);
    }

    /** Writes while it does not have to wait, then asks to be called again. */
    private static final class Pump implements Runnable {

        private final Exchange exchange;
        private final byte[] block;
        private int left;

        Pump(Exchange exchange, byte[] block, int blocks) {
            this.exchange = exchange;
            this.block = block;
            this.left = blocks;
        }

        @Override
        public void run() {
            try {
                while (left > 0 && exchange.response().isWritable()) {
                    left--;
                    exchange.response().write(block, 0, block.length);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (left == 0) {
                exchange.complete();
            } else {
                exchange.response().onWritable(this);
            }
        }
    }
}

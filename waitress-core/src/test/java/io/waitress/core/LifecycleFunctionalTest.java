package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.settings.ListenAddress;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, stopping, starting again; what is in flight meanwhile; where the server listens. */
@Timeout(300)
class LifecycleFunctionalTest {

    private static final Application HELLO = exchange -> write(exchange, "hello");

    @TempDir
    private Path folder;

    @Test
    void startsAgainAfterAStop() throws Exception {
        WaitressServer server = WaitressServer.create(HELLO, settings().build());

        for (int i = 0; i < 3; i++) {
            assertFalse(server.running());
            server.start();
            assertTrue(server.running());
            assertEquals("hello", get(server));
            server.stop();
        }
        server.stop();
        server.close();
        server.join();
    }

    @Test
    void refusesToStartTwice() throws Exception {
        try (WaitressServer server = TestServers.start(HELLO)) {
            assertThrows(IllegalStateException.class, server::start);
            assertEquals("hello", get(server));
        }
    }

    @Test
    void severalServersRunBesideEachOther() throws Exception {
        try (WaitressServer one = TestServers.start(exchange -> write(exchange, "one"));
                WaitressServer two = TestServers.start(exchange -> write(exchange, "two"))) {
            assertNotEquals(one.port(), two.port());
            assertEquals("one", get(one));
            assertEquals("two", get(two));
        }
    }

    @Test
    void joinWaitsForTheStop() throws Exception {
        WaitressServer server = TestServers.start(HELLO);
        CompletableFuture<Boolean> running = CompletableFuture.supplyAsync(() -> {
            try {
                server.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return server.running();
        });

        assertFalse(running.isDone());
        server.stop();

        assertFalse(running.get(30, TimeUnit.SECONDS));
    }

    /** Whatever thread runs a request that never returns must not keep the virtual machine up for ever. */
    @Test
    void keepsTheVirtualMachineUpByOneThreadUntilItHasStopped() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        WaitressServer server = TestServers.start(HELLO, settings -> settings.dispatchers(2));
        assertEquals("hello", get(server));

        List<Thread> keepers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("waitress-"))
                .filter(thread -> !before.contains(thread) && !thread.isDaemon()).toList();
        assertEquals(1, keepers.size(), keepers::toString);
        server.stop();

        keepers.get(0).join();
    }

    /** A daemon's stop must not be cut short by the end of the virtual machine. */
    @Test
    void keepsTheVirtualMachineUpUntilTheApplicationHasStopped() throws Exception {
        CompletableFuture<Thread> keeper = new CompletableFuture<>();
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        WaitressServer server = TestServers.start(new Application() {
            @Override
            public void service(Exchange exchange) throws IOException {
                write(exchange, "hello");
            }

            @Override
            public void stop() {
                try {
                    keeper.join().join(500); // if it ends now, it does so at once
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                kept.complete(keeper.join().isAlive());
            }
        });
        keeper.complete(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("waitress-"))
                .filter(thread -> !before.contains(thread) && !thread.isDaemon()).findAny().orElseThrow());

        server.stop();

        assertTrue(kept.join());
        keeper.join().join();
    }

    @Test
    void stopsWithAGraceThatIsTooLongToCount() throws Exception {
        WaitressServer server = TestServers.start(HELLO);
        assertEquals("hello", get(server));

        server.stop(ChronoUnit.FOREVER.getDuration());

        assertFalse(server.running());
        server.close();
        server.join();
    }

    @Test
    void refusesToStopWithoutGraceAndStillStops() throws Exception {
        AtomicInteger stops = new AtomicInteger();
        WaitressServer server = TestServers.start(new Application() {
            @Override
            public void service(Exchange exchange) throws IOException {
                write(exchange, "hello");
            }

            @Override
            public void stop() {
                stops.incrementAndGet();
            }
        });

        assertThrows(NullPointerException.class, () -> server.stop(null));
        assertTrue(server.running());
        assertEquals("hello", get(server));

        server.stop();
        assertEquals(1, stops.get());
    }

    @Test
    void aThreadThatIsInterruptedStopsGracefully() throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        AtomicReference<WaitressServer> started = new AtomicReference<>();
        AtomicInteger running = new AtomicInteger();
        CompletableFuture<Integer> runningAtStop = new CompletableFuture<>();
        WaitressServer server = TestServers.start(new Application() {
            @Override
            public void service(Exchange exchange) throws IOException {
                running.incrementAndGet();
                serving.countDown();
                while (started.get().running()) {
                    Thread.onSpinWait();
                }
                write(exchange, "done");
                running.decrementAndGet();
            }

            @Override
            public void stop() {
                runningAtStop.complete(running.get());
            }
        });
        started.set(server);
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            serving.await();

            Thread.currentThread().interrupt();
            server.stop(Duration.ofSeconds(30));

            assertTrue(Thread.interrupted());
            assertEquals("done", client.readResponse().text());
            assertEquals(0, runningAtStop.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void aFailedServerHasStoppedItsApplicationAndStartsAgain() throws Exception {
        CountDownLatch stops = new CountDownLatch(1);
        WaitressServer server = TestServers.start(new Application() {
            @Override
            public void service(Exchange exchange) throws IOException {
                write(exchange, "hello");
            }

            @Override
            public void stop() {
                stops.countDown();
            }
        });

        server.dispatchers().get(0).execute(() -> {
            throw new InternalError("deliberate");
        });
        server.join();

        assertTrue(stops.await(30, TimeUnit.SECONDS));
        server.stop();
        server.start();
        assertEquals("hello", get(server));
        server.stop();
    }

    /** Whether a worker comes for the requests that wait or is lost for good: nothing of them stays. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void releasesTheRequestsThatWaitWhenItStops(boolean interruptible) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        WaitressServer server = TestServers.start(exchange -> {
            entered.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    go.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    waiting = !interruptible;
                }
            }
        }, settings -> settings.threads(1).inbufOverflow(10));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(RawClient.connect(server.port()).send(
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + "x".repeat(100)));
        }
        while (SpillFiles.remaining().size() < 4) {
            Thread.onSpinWait();
        }
        entered.await();

        server.stop(Duration.ZERO);

        SpillFiles.awaitAtMost(interruptible ? 0 : 1);
        go.countDown();
        clients.forEach(RawClient::close);
    }

    @Test
    void releasesTheRequestsThatAreSuspendedWhenItStops() throws Exception {
        BlockingQueue<Exchange> suspended = new LinkedBlockingQueue<>();
        WaitressServer server = TestServers.start(exchange -> {
            exchange.suspend();
            suspended.add(exchange);
        }, settings -> settings.inbufOverflow(10));
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + "x".repeat(100));
            Exchange exchange = suspended.take();

            server.stop(Duration.ZERO);

            SpillFiles.awaitAtMost(0);
            exchange.complete();
            exchange.fail(new IllegalStateException("too late"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT0S"})
    void tellsUpgradedConnectionsThatTheyHaveClosedWhenItStops(Duration grace) throws Exception {
        for (int i = 0; i < 20; i++) {
            CountDownLatch closed = new CountDownLatch(1);
            CountDownLatch upgraded = new CountDownLatch(1);
            WaitressServer server = TestServers.start(exchange -> {
                exchange.response().headers().set("Upgrade", "echo");
                exchange.upgrade(connection -> {
                    connection.onClosed(closed::countDown);
                    upgraded.countDown();
                });
            });
            try (RawClient client = RawClient.connect(server.port())) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n");
                assertEquals(101, client.readResponse().status());
                upgraded.await();

                server.stop(grace);

                closed.await();
            }
        }
    }

    @Test
    void tellsWhereItListens() throws Exception {
        Path socket = folder.resolve("s");
        Settings settings = Settings.builder().listen("127.0.0.1:0", "*:0", "unix:" + socket).build();
        try (WaitressServer server = WaitressServer.create(HELLO, settings)) {
            assertThrows(IllegalStateException.class, server::port);
            server.start();

            List<ListenAddress> addresses = server.addresses();
            assertEquals(3, addresses.size());
            assertEquals(URI.create("http://127.0.0.1:" + server.port()), server.uri());
            assertEquals("127.0.0.1:" + server.port(), addresses.get(0).toString());
            assertEquals("localhost", server.uris().get(1).getHost());
            assertEquals("unix:" + socket, addresses.get(2).toString());
            for (URI uri : server.uris()) {
                try (RawClient client = RawClient.connect(uri)) {
                    assertEquals("hello", client.get("/").text());
                }
            }
        }
    }

    @Test
    void servesUnixSockets() throws Exception {
        Path socket = folder.resolve("server.sock");
        Settings settings = Settings.builder().unixSocket(socket).build();
        WaitressServer server = WaitressServer.create(exchange ->
                write(exchange, exchange.connection().localAddress().toString()), settings).start();

        try (RawClient client = RawClient.connect(socket)) {
            assertEquals(socket.toString(), client.get("/").text());
            assertEquals(socket.toString(), client.get("/").text());
        }
        assertThrows(IllegalStateException.class, server::uri);
        server.close();

        assertFalse(Files.exists(socket));
    }

    @Test
    void servesOnVirtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "needs JDK 21");
        try (WaitressServer server = TestServers.start(exchange -> write(exchange, Thread.currentThread().toString()),
                settings -> settings.virtualThreads(true))) {
            assertTrue(get(server).startsWith("VirtualThread"));
            assertTrue(get(server).startsWith("VirtualThread"));
        }
    }

    @Test
    void runsNoMoreRequestsOnVirtualThreadsThanThreadsSays() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "needs JDK 21");
        BlockingQueue<CountDownLatch> running = new LinkedBlockingQueue<>();
        AtomicInteger active = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<RawClient> clients = new ArrayList<>();
        try (WaitressServer server = TestServers.start(exchange -> {
            most.accumulateAndGet(active.incrementAndGet(), Math::max);
            CountDownLatch go = new CountDownLatch(1);
            running.add(go);
            go.await();
            active.decrementAndGet();
        }, settings -> settings.virtualThreads(true).threads(3))) {
            for (int i = 0; i < 20; i++) {
                clients.add(RawClient.connect(server.port()).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            List<CountDownLatch> first = List.of(running.take(), running.take(), running.take());
            first.forEach(CountDownLatch::countDown);
            for (int i = first.size(); i < clients.size(); i++) {
                running.take().countDown();
            }
            clients.forEach(client -> assertEquals(200, client.readResponse().status()));
        } finally {
            clients.forEach(RawClient::close);
        }

        assertEquals(3, most.get());
    }

    @Test
    void servesOnSeveralDispatchers() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (WaitressServer server = TestServers.start(HELLO, settings -> settings.dispatchers(3))) {
            for (int i = 0; i < 12; i++) {
                clients.add(RawClient.connect(server.port()));
            }
            for (int round = 0; round < 3; round++) {
                clients.forEach(client -> assertEquals("hello", client.get("/").text()));
            }

            assertEquals(3, server.counters().size());
            server.counters().forEach(counters -> assertTrue(counters.reads() > 0, "a dispatcher had no connection"));
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void stopLetsRunningRequestsEndAndClosesTheirConnections() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        WaitressServer server = TestServers.start(exchange -> {
            running.countDown();
            go.await();
            write(exchange, "done");
        });
        try (RawClient busy = RawClient.connect(server.port()); RawClient idle = RawClient.connect(server.port())) {
            idle.assertOpen();
            busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            running.await();
            CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> server.stop(Duration.ofDays(1)));

            idle.assertClosed();
            assertFalse(stop.isDone());
            assertThrows(UncheckedIOException.class, () -> RawClient.connect(server.port()).get("/"));
            go.countDown();

            RawResponse response = busy.readResponse();
            assertEquals("done", response.text());
            assertEquals("close", response.header("Connection"));
            busy.assertClosed();
            stop.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void stopInterruptsWhatOutlivesTheGrace() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<String> end = new CompletableFuture<>();
        WaitressServer server = TestServers.start(exchange -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                end.complete("interrupted");
                throw e;
            }
        });
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            running.await();

            server.stop(Duration.ZERO);

            assertEquals("interrupted", end.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void refusesToBeStoppedByARequest() throws Exception {
        WaitressServer[] self = new WaitressServer[1];
        self[0] = TestServers.start(exchange -> {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> self[0].stop());
            write(exchange, refusal.getMessage());
        });

        assertTrue(get(self[0]).contains("cannot stop the server that runs it"));
        self[0].close();
    }

    @Test
    void startsAndStopsTheApplicationAroundTheNetwork() throws Exception {
        List<String> calls = new ArrayList<>();
        WaitressServer server = WaitressServer.create(new Recorder(calls, null), settings().build());

        server.start();
        get(server);
        server.stop();
        server.stop();

        assertEquals(List.of("start", "service", "stop"), calls);
    }

    @Test
    void opensNoPortIfTheApplicationFails() {
        Exception failure = new Exception("no database");
        WaitressServer server = WaitressServer.create(new Recorder(new ArrayList<>(), failure), settings().build());

        IllegalStateException refusal = assertThrows(IllegalStateException.class, server::start);

        assertEquals(failure, refusal.getCause());
        assertTrue(refusal.getMessage().contains("no database"));
        assertFalse(server.running());
    }

    @Test
    void stopsTheApplicationIfAPortIsTaken() throws Exception {
        List<String> calls = new ArrayList<>();
        try (WaitressServer first = TestServers.start(HELLO)) {
            WaitressServer second = WaitressServer.create(
                    new Recorder(calls, null), Settings.builder().listen("127.0.0.1:" + first.port()).build());

            IOException refusal = assertThrows(IOException.class, second::start);

            assertTrue(refusal.getMessage().contains("127.0.0.1:" + first.port()), refusal.getMessage());
            assertEquals(List.of("start", "stop"), calls);
            assertFalse(second.running());
        }
    }

    @Test
    void makesRoomForNewClientsByClosingTheLongestIdle() throws Exception {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        try (WaitressServer server = TestServers.start(exchange -> {
            if (exchange.request().path().equals("/hold")) {
                exchange.suspend();
                held.add(exchange);
            }
        }, settings -> settings.connectionLimit(2));
                RawClient busy = RawClient.connect(server.port());
                RawClient idle = RawClient.connect(server.port())) {
            busy.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
            Exchange exchange = held.take();
            assertEquals(200, idle.get("/").status());

            try (RawClient late = RawClient.connect(server.port())) {
                assertEquals(200, late.get("/").status());
                idle.assertClosed();
                exchange.complete();
                assertEquals(200, busy.readResponse().status());
            }
        }
    }

    @Test
    void closesClientsThatStallWithinARequest() throws Exception {
        try (WaitressServer server = TestServers.start(HELLO, settings -> settings
                .channelTimeout(Duration.ofSeconds(1)).cleanupInterval(Duration.ofSeconds(1)));
                RawClient head = RawClient.connect(server.port());
                RawClient body = RawClient.connect(server.port())) {
            head.send("GET / HTTP/1.1\r\nHos");
            body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");

            head.assertClosed();
            body.assertClosed();
        }
    }

    private static Settings.Builder settings() {
        return Settings.builder().listen("127.0.0.1:0");
    }

    private static String get(WaitressServer server) {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.get("/").text();
        }
    }

    private static void write(Exchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.response().write(bytes, 0, bytes.length);
    }

    /** Records what the server calls, and may fail to start. */
    private record Recorder(List<String> calls, Exception failure) implements Application {

        @Override
        public void start(Settings settings) throws Exception {
            if (failure != null) {
                throw failure;
            }
            calls.add("start");
        }

        @Override
        public void service(Exchange exchange) {
            calls.add("service");
        }

        @Override
        public void stop() {
            calls.add("stop");
        }
    }
}

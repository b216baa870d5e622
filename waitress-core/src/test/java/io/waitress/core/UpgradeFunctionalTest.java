package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.exchange.UpgradedConnection;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From HTTP to any other protocol on the same connection. */
@Timeout(300)
class UpgradeFunctionalTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n";

    private WaitressServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void sendsBytesBothWays() throws Exception {
        connect(exchange -> upgrade(exchange, UpgradeFunctionalTest::echoBlocking));

        client.send(REQUEST);
        assertEquals("""
                HTTP/1.1 101 Switching Protocols
                Server: waitress
                Date: *
                Connection: upgrade
                Upgrade: echo

                """, client.readResponse().block());

        client.send("hello");
        assertEquals("hello", client.read(5));
        client.send("GET / HTTP/1.1\r\n\r\n");
        assertEquals("GET / HTTP/1.1\r\n\r\n", client.read(18));
        client.endOutput();
        assertEquals("bye", client.readUntilClosed());
    }

    @Test
    void runsTheOtherTasksAfterAnErrorOfTheVirtualMachine() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        connect(exchange -> upgrade(exchange, connection -> {
            connection.execute(() -> {
                throw new InternalError("on purpose");
            });
            connection.onClosed(closed::countDown);
        }));

        client.send(REQUEST);

        assertTrue(closed.await(30, TimeUnit.SECONDS));
    }

    @Test
    void refusesContentBesideAnUpgrade() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        connect(exchange -> {
            upgrade(exchange, UpgradedConnection::close);
            exchange.response().flush();
            try {
                exchange.response().write(new byte[1_000_000], 0, 1_000_000);
            } catch (IllegalStateException e) {
                thrown.complete(e);
            }
            exchange.response().flush();
        });

        client.send(REQUEST);

        assertEquals(101, client.readResponse().status());
        assertEquals("", client.readUntilClosed());
        assertTrue(thrown.isDone());
    }

    @Test
    void doesNotUpgradeAfterAFailure() throws Exception {
        connect(exchange -> {
            upgrade(exchange, UpgradedConnection::close);
            throw new ClientDisconnectedException("upstream has gone");
        });

        client.send(REQUEST);

        assertEquals("", client.readUntilClosed());
    }

    @Test
    void handsOverWhatCameWithTheRequest() throws Exception {
        connect(exchange -> upgrade(exchange, UpgradeFunctionalTest::echoBlocking));

        client.send(REQUEST + "early").readResponse();

        assertEquals("early", client.read(5));
        client.send("late");
        assertEquals("late", client.read(4));
    }

    @Test
    void handsOverWhatCameBeforeTheDecision() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            go.await();
            upgrade(exchange, UpgradeFunctionalTest::echoBlocking);
        });

        client.send(REQUEST).send("one").send("two").endOutput();
        go.countDown();

        client.readResponse();
        assertEquals("onetwobye", client.readUntilClosed());
    }

    @Test
    void goesOnWithHttpIfTheApplicationDoesNotUpgrade() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            go.await();
            exchange.response().headers().set("X-Path", exchange.request().path());
        });

        client.send(REQUEST + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n").send(REQUEST);
        go.countDown();

        assertEquals("/", client.readResponse().header("X-Path"));
        assertEquals("/2", client.readResponse().header("X-Path"));
        assertEquals("/", client.readResponse().header("X-Path"));
        client.assertOpen();
    }

    @Test
    void continuesAfterARefusedUpgradeOnlyWhenAllIsAnswered() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        connect(exchange -> {
            first.await();
            exchange.response().headers().set("X-Path", exchange.request().path());
        });

        client.send(REQUEST + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /3 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
        first.countDown();

        assertEquals("/", client.readResponse().header("X-Path"));
        assertEquals("/2", client.readResponse().header("X-Path"));
        assertEquals(100, client.readResponse().status());
        assertEquals("/3", client.send("!").readResponse().header("X-Path"));
    }

    @Test
    void refusesWhatTheClientDidNotAskFor() throws Exception {
        connect(exchange -> {
            assertThrows(IllegalStateException.class, () -> exchange.upgrade(connection -> { }));
            exchange.response().status(202);
        });

        assertEquals(202, client.get("/").status());
        assertEquals(202, client.request("GET / HTTP/1.0\nUpgrade: x\nConnection: upgrade, keep-alive\n\n").status());
    }

    @Test
    void refusesAnUpgradeWithoutName() throws Exception {
        connect(exchange -> exchange.upgrade(connection -> { }));

        assertEquals(500, client.send(REQUEST).readResponse().status());
        client.assertClosed();
    }

    @Test
    void readsAndWritesWithoutBlocking() throws Exception {
        connect(exchange -> upgrade(exchange, connection -> new Echo(connection).run()));

        client.send(REQUEST).readResponse();
        String sent = "0123456789".repeat(300_000);
        Thread sender = new Thread(() -> client.send(sent).endOutput());
        sender.start();

        assertTrue(client.readUntilClosed().equals(sent));
        sender.join();
    }

    @Test
    void holdsBackAClientThatNobodyReads() throws Exception {
        AtomicReference<UpgradedConnection> upgraded = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(1);
        connect(exchange -> {
            if (!exchange.request().path().equals("/turn")) {
                upgrade(exchange, connection -> {
                    upgraded.set(connection);
                    running.countDown();
                });
            }
        });
        client.send(REQUEST).readResponse();
        running.await();

        ByteBuffer flood = ByteBuffer.allocate(60_000_000);
        for (int turns = 0; turns < 20 && flood.hasRemaining(); turns++) {
            turns = client.sendSome(flood) > 0 ? 0 : turns;
            awaitTurn();
        }
        assertTrue(flood.hasRemaining(), "the server read without bound");

        int sent = flood.position();
        client.endOutput();
        InputStream stream = upgraded.get().input().stream();
        assertEquals(sent, stream.readAllBytes().length);
        upgraded.get().close();
        client.assertClosed();
    }

    @Test
    void tellsThatTheConnectionHasClosed() throws Exception {
        CompletableFuture<String> closed = new CompletableFuture<>();
        CompletableFuture<String> late = new CompletableFuture<>();
        connect(exchange -> upgrade(exchange, connection -> connection.onClosed(() -> {
            closed.complete("closed");
            connection.onClosed(() -> late.complete("late"));
        })));

        client.send(REQUEST).readResponse();
        client.reset();

        assertEquals("closed", closed.get(30, TimeUnit.SECONDS));
        assertEquals("late", late.get(30, TimeUnit.SECONDS));
    }

    @Test
    void wakesAReaderWhenTheClientIsGone() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        connect(exchange -> upgrade(exchange, connection -> {
            try {
                connection.input().stream().read();
                failure.complete(null);
            } catch (IOException e) {
                failure.complete(e);
            }
        }));

        client.send(REQUEST).readResponse();
        client.reset();

        assertEquals("ClientDisconnectedException", failure.get(30, TimeUnit.SECONDS).getClass().getSimpleName());
    }

    @Test
    void stoppingTheServerDoesNotWaitForUpgradedConnections() throws Exception {
        connect(exchange -> upgrade(exchange, connection -> { }));
        client.send(REQUEST).readResponse();

        server.stop(Duration.ofDays(1));

        client.assertClosed();
    }

    @Test
    void closesWhenTheHandlerFails() throws Exception {
        connect(exchange -> upgrade(exchange, connection -> {
            throw new IOException("on purpose");
        }));

        client.send(REQUEST).readResponse();

        client.assertClosed();
    }

    private void connect(Application application) throws Exception {
        server = TestServers.start(application);
        client = RawClient.connect(server.port());
    }

    /** Lets the dispatcher deal with everything that was sent before: it answers this afterwards. */
    private void awaitTurn() {
        try (RawClient other = RawClient.connect(server.port())) {
            other.get("/turn");
        }
    }

    private static void upgrade(Exchange exchange, UpgradeHandler handler) {
        exchange.response().headers().set("Upgrade", "echo");
        exchange.upgrade(handler);
    }

    private static void echoBlocking(UpgradedConnection connection) throws IOException {
        InputStream input = connection.input().stream();
        byte[] buffer = new byte[100];
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            connection.output().write(buffer, 0, count);
        }
        connection.output().write(ByteBuffer.wrap("bye".getBytes(StandardCharsets.US_ASCII)));
        connection.close();
    }

    /** Echoes without ever holding a worker. */
    private static final class Echo implements Runnable {

        private final UpgradedConnection connection;
        private final ByteBuffer buffer = ByteBuffer.allocate(10_000);

        Echo(UpgradedConnection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            try {
                while (connection.output().isWritable()) {
                    int count = connection.input().read(buffer.clear());
                    if (count < 0) {
                        connection.close();
                        return;
                    }
                    if (count == 0) {
                        connection.input().onReadable(this);
                        return;
                    }
                    connection.output().write(buffer.flip());
                }
                connection.output().onWritable(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

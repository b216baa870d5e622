package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that begin before the request's body is there. */
@Timeout(300)
class StreamedBodyFunctionalTest {

    private static final String CHUNKED = "POST /early HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String TEN = "POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";

    private WaitressServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Starts early for paths that begin with /early. */
    private record Early(Application next) implements Application {

        @Override
        public boolean startsEarly(RequestHead request) {
            return request.path().startsWith("/early");
        }

        @Override
        public void service(Exchange exchange) throws Exception {
            next.service(exchange);
        }
    }

    private void connect(Application application, UnaryOperator<Settings.Builder> settings) throws Exception {
        server = TestServers.start(new Early(application), settings);
        client = RawClient.connect(server.port());
    }

    private void connect(Application application) throws Exception {
        connect(application, settings -> settings);
    }

    private static void write(Exchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.response().write(bytes, 0, bytes.length);
    }

    // ---- what arrives is passed on ----

    @Test
    void passesOnWhatComes() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            new Echo(exchange).run();
        });

        client.send(CHUNKED + "5\r\nHello\r\n");
        assertEquals(200, client.readResponseToHead().status());
        assertEquals("5\r\nHello\r\n", client.readUntil("Hello\r\n"));
        client.send("6\r\n World\r\n0\r\n\r\n");
        assertEquals("6\r\n World\r\n", client.readUntil("World\r\n"));
        assertEquals("0\r\n\r\n", client.readUntil("0\r\n\r\n"));

        client.send(TEN + "01234");
        assertEquals(200, client.readResponseToHead().status());
        assertEquals("5\r\n01234\r\n", client.readUntil("4\r\n"));
        client.send("56789GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("5\r\n56789\r\n0\r\n\r\n", client.readUntil("0\r\n\r\n"));
        assertEquals("", client.readResponse().text());
        client.assertOpen();
    }

    @Test
    void holdsNoWorkerWhileItWaitsWithoutBlocking() throws Exception {
        connect(exchange -> {
            exchange.suspend();
            new Echo(exchange).run();
        }, settings -> settings.threads(1));
        RawClient[] slow = new RawClient[20];
        for (int i = 0; i < slow.length; i++) {
            slow[i] = RawClient.connect(server.port()).send(CHUNKED + "2\r\nab\r\n");
            slow[i].readResponseToHead();
        }

        assertEquals(200, client.get("/other").status());

        for (RawClient each : slow) {
            each.send("0\r\n\r\n").readUntil("0\r\n\r\n");
            each.close();
        }
    }

    @Test
    void readsBlockingWhatComes() throws Exception {
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        connect(exchange -> {
            for (int next = exchange.body().stream().read(); next >= 0; next = exchange.body().stream().read()) {
                read.add(next);
            }
            write(exchange, exchange.body().trailers().get("After") + " " + exchange.body().length());
        });

        client.send(CHUNKED);
        for (char c = 'a'; c < 'f'; c++) {
            client.send("1\r\n" + c + "\r\n");
            assertEquals((int) c, read.poll(30, TimeUnit.SECONDS));
        }
        client.send("0\r\nAfter: words\r\n\r\n");
        assertEquals("words -1", client.readResponse().text());
        client.assertOpen();
    }

    @Test
    void bodiesThatComeWithTheirHeadAreComplete() throws Exception {
        connect(exchange -> write(exchange, exchange.body().streamed() + " "
                + new String(exchange.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1)));

        assertEquals("false 0123456789", client.send(TEN + "0123456789").readResponse().text());
        assertEquals("false ab", client.send(CHUNKED + "2\r\nab\r\n0\r\n\r\n").readResponse().text());
    }

    @Test
    void requestsThatDoNotStartEarlyAreReadCompletely() throws Exception {
        BlockingQueue<String> called = new LinkedBlockingQueue<>();
        connect(exchange -> {
            called.add(exchange.request().path());
            write(exchange, exchange.body().streamed() + " " + exchange.body().stream().readAllBytes().length);
        });
        client.send("POST /late HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");

        try (RawClient other = RawClient.connect(server.port())) {
            other.get("/turn");
        }
        assertEquals("/turn", called.poll(30, TimeUnit.SECONDS));
        assertNull(called.peek());
        assertEquals("false 3", client.send("bc").readResponse().text());
    }

    /** What the client sent after its last complete request is no request, however early it might have begun. */
    @Test
    void doesNotBeginAfterTheEndOfInput() throws Exception {
        BlockingQueue<String> called = new LinkedBlockingQueue<>();
        connect(exchange -> {
            called.add(exchange.request().path());
            while (exchange.clientConnected()) {
                Thread.onSpinWait();
            }
            exchange.body().stream().readAllBytes();
        });

        client.send("GET /before HTTP/1.1\r\nHost: x\r\n\r\n" + TEN + "01234").endOutput();

        assertEquals(200, client.readResponse().status());
        client.assertClosed();
        assertEquals("/before", called.poll());
        assertNull(called.peek());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesOnBodiesInAnyPieces(boolean blocking) throws Exception {
        connect(exchange -> {
            if (blocking) {
                byte[] bytes = exchange.body().stream().readAllBytes();
                exchange.response().write(bytes, 0, bytes.length);
            } else {
                exchange.suspend();
                new Echo(exchange).run();
            }
        });
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            StringBuilder content = new StringBuilder();
            StringBuilder coded = new StringBuilder();
            for (int chunks = random.nextInt(6); chunks >= 0; chunks--) {
                String chunk = String.valueOf(random.nextInt(10)).repeat(1 + random.nextInt(300));
                content.append(chunk);
                coded.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
            }
            String request = round % 2 == 0
                    ? CHUNKED + coded + "0\r\n\r\n"
                    : TEN.replace("10", String.valueOf(content.length())) + content;

            client.sendInPieces(request, 1 + random.nextInt(200));

            assertEquals(content.toString(), client.readResponse().text());
        }
        awaitNothingBuffered();
    }

    @Test
    void sendsContinueBeforeItBegins() throws Exception {
        connect(exchange -> write(exchange, new String(exchange.body().stream().readAllBytes(),
                StandardCharsets.ISO_8859_1)));

        client.send("POST /early HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readUntil("\r\n\r\n"));

        assertEquals("abc", client.send("abc").readResponse().text());
    }

    @Test
    void beginsWhenEarlierRequestsAreAnswered() throws Exception {
        BlockingQueue<Exchange> first = new LinkedBlockingQueue<>();
        connect(exchange -> {
            if (exchange.request().path().equals("/first")) {
                exchange.suspend();
                first.add(exchange);
            } else {
                exchange.suspend();
                new Echo(exchange).run();
            }
        });

        client.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n");
        Exchange suspended = first.poll(30, TimeUnit.SECONDS);
        client.send(TEN + "012");
        suspended.complete();
        client.readResponse();

        assertEquals(200, client.readResponseToHead().status());
        assertEquals("3\r\n012\r\n", client.readUntil("2\r\n"));
        client.send("3456789");
        client.readUntil("0\r\n\r\n");
    }

    // ---- clients that are faster than the application ----

    @Test
    void holdsTheClientBackUntilTheApplicationReads() throws Exception {
        CompletableFuture<Exchange> early = new CompletableFuture<>();
        connect(exchange -> {
            exchange.suspend();
            early.complete(exchange);
        });
        int length = 50_000_000;
        client.send("POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
        Exchange exchange = early.get(30, TimeUnit.SECONDS);
        Thread sender = new Thread(() -> client.send(new byte[length]));
        sender.start();

        ByteBuffer buffer = ByteBuffer.allocate(100_000);
        CompletableFuture<Long> total = new CompletableFuture<>();
        Runnable[] reader = new Runnable[1];
        long[] sum = new long[1];
        reader[0] = () -> {
            try {
                int count = exchange.body().read(buffer.clear());
                while (count > 0) {
                    assertTrue(server.bufferedBytes() < 2_000_000);
                    sum[0] += count;
                    count = exchange.body().read(buffer.clear());
                }
                if (count < 0) {
                    total.complete(sum[0]);
                    exchange.complete();
                } else {
                    exchange.body().onReadable(reader[0]);
                }
            } catch (IOException | AssertionError e) {
                total.completeExceptionally(e);
            }
        };
        exchange.execute(reader[0]);

        assertEquals(length, total.get(60, TimeUnit.SECONDS));
        sender.join();
        assertEquals(200, client.readResponse().status());
        awaitNothingBuffered();
    }

    /** Else a client that sends everything before it reads, and an application that answers meanwhile, wait for ever. */
    @Test
    void discardsWhatComesAfterTheResponse() throws Exception {
        connect(exchange -> {
            if (exchange.request().path().startsWith("/early")) {
                exchange.response().status(403);
            }
        });
        int length = 20_000_000;

        client.send("POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
        client.send(new byte[length]);

        assertEquals(403, client.readResponse().status());
        assertEquals(200, client.get("/next").status());
        awaitNothingBuffered();
    }

    // ---- what goes wrong ----

    private enum Ending { CLOSED, RESET, STALLED, STOPPED }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void tellsABlockedReaderThatTheClientHasGone(Ending ending) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        CompletableFuture<Integer> first = new CompletableFuture<>();
        connect(exchange -> {
            try {
                first.complete(exchange.body().stream().read());
                exchange.body().stream().readAllBytes();
                failure.complete(null);
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        }, settings -> stalling(settings, ending));

        client.send(TEN + "0");
        assertEquals('0', first.get(30, TimeUnit.SECONDS));
        end(ending);

        assertEquals(ClientDisconnectedException.class, failure.get(30, TimeUnit.SECONDS).getClass());
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "RESET", "STALLED"})
    void tellsAWaitingReaderThatTheClientHasGone(Ending ending) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        connect(exchange -> {
            exchange.suspend();
            exchange.body().read(buffer);
            exchange.body().onReadable(() -> {
                try {
                    exchange.body().read(buffer);
                    failure.complete(null);
                } catch (IOException e) {
                    failure.complete(e);
                }
                exchange.fail(new ClientDisconnectedException("gone"));
            });
            waiting.complete(null);
        }, settings -> stalling(settings, ending));

        client.send(TEN + "0");
        waiting.get(30, TimeUnit.SECONDS);
        end(ending);

        assertEquals(ClientDisconnectedException.class, failure.get(30, TimeUnit.SECONDS).getClass());
    }

    /** It is not the client's turn while nobody waits for it, though it may send on. */
    @Test
    void cutsNobodyOffWhileTheApplicationComputes() throws Exception {
        CompletableFuture<Void> computing = new CompletableFuture<>();
        CountDownLatch computed = new CountDownLatch(1);
        connect(exchange -> {
            InputStream body = exchange.body().stream();
            body.read();
            computing.complete(null);
            computed.await();
            while (exchange.clientConnected() && body.available() < 9) {
                Thread.onSpinWait();
            }
            write(exchange, new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
        }, settings -> stalling(settings, Ending.STALLED));
        client.send(TEN + "0");
        computing.get(30, TimeUnit.SECONDS);

        try (RawClient idle = RawClient.connect(server.port())) {
            idle.assertClosed();    // so that connections have been looked at
        }
        client.send("123456789");
        computed.countDown();

        assertEquals("123456789", client.readResponse().text());
    }

    private static Settings.Builder stalling(Settings.Builder settings, Ending ending) {
        return ending == Ending.STALLED
                ? settings.channelTimeout(Duration.ofSeconds(3)).cleanupInterval(Duration.ofMillis(50))
                : settings;
    }

    private void end(Ending ending) {
        switch (ending) {
            case CLOSED -> client.endOutput();
            case RESET -> client.reset();
            case STALLED -> client.assertClosed();
            case STOPPED -> server.stop(Duration.ZERO);
        }
    }

    @Test
    void answersMalformedBodies() throws Exception {
        connect(exchange -> exchange.body().stream().readAllBytes());

        client.send(CHUNKED + "2\r\nab\r\n");
        RawResponse response = client.send("nonsense\r\n").readResponse();

        assertEquals(400, response.status());
        assertEquals("close", response.header("Connection"));
        client.assertClosed();
    }

    @Test
    void answersBodiesThatAreTooLong() throws Exception {
        connect(exchange -> exchange.body().stream().readAllBytes(), settings -> settings.maxRequestBodySize(5));

        client.send(CHUNKED + "5\r\nabcde\r\n");

        assertEquals(413, client.send("1\r\nf\r\n").readResponse().status());
        client.assertClosed();
    }

    @Test
    void closesAfterAnAnswerThatMalformedBodiesFollow() throws Exception {
        connect(exchange -> write(exchange, "ok"));

        client.send(CHUNKED);
        assertEquals("ok", client.readResponse().text());
        client.send("nonsense\r\n");

        client.assertClosed();
    }

    @Test
    void readsCompletelyWhatTheApplicationCannotJudge() throws Exception {
        server = TestServers.start(new Application() {
            @Override
            public boolean startsEarly(RequestHead request) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void service(Exchange exchange) throws IOException {
                assertFalse(exchange.body().streamed());
                write(exchange, "whole");
            }
        });
        client = RawClient.connect(server.port());

        client.send(TEN);
        client.send("0123456789");

        assertEquals("whole", client.readResponse().text());
    }

    @Test
    void givesBackWhatNobodyReads() throws Exception {
        CompletableFuture<Exchange> early = new CompletableFuture<>();
        connect(exchange -> {
            if (exchange.request().path().equals("/early")) {
                exchange.suspend();
                early.complete(exchange);
            }
        }, settings -> settings.inbufOverflow(1000));
        client.send("POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
        Exchange exchange = early.get(30, TimeUnit.SECONDS);
        CompletableFuture<Void> readable = new CompletableFuture<>();
        exchange.body().onReadable(() -> readable.complete(null));
        client.send(new byte[50_000]);
        readable.get(30, TimeUnit.SECONDS);

        exchange.complete();
        client.send(new byte[50_000]);

        assertEquals(200, client.readResponse().status());
        assertEquals(200, client.get("/next").status());
        awaitNothingBuffered();
        SpillFiles.awaitAtMost(0);
    }

    /** The client may have its response before the last of the request is released. */
    private void awaitNothingBuffered() {
        while (server.bufferedBytes() > 0) {
            Thread.yield();
        }
    }

    /** Clients end wherever they like, and applications too: nothing is kept, and nobody waits for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void outlivesClientsThatEndAnywhere(boolean blocking) throws Exception {
        Application echo = exchange -> {
            exchange.suspend();
            new Echo(exchange).run();
        };
        Application part = exchange -> exchange.body().stream().readNBytes(Integer.parseInt(exchange.request().query()));
        connect(blocking ? part : echo, settings -> settings.bufferMemory(20_000));
        String content = "0123456789".repeat(2_000);
        Random random = new Random(blocking ? 5 : 6);
        for (int round = 0; round < 300; round++) {
            String request = "POST /early?" + random.nextInt(content.length()) + " HTTP/1.1\r\nHost: x\r\n";
            request += random.nextBoolean()
                    ? "Content-Length: " + content.length() + "\r\n\r\n" + content
                    : "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(content.length()) + "\r\n" + content
                            + (random.nextInt(5) == 0 ? "nonsense" : "\r\n0\r\n\r\n");
            RawClient one = RawClient.connect(server.port());
            sendPart(one, request, random);
            if (random.nextBoolean()) {
                one.reset();
            } else {
                one.close();
            }
        }

        assertEquals(200, client.send("POST /early?0 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").readResponse()
                .status());
        while (server.bufferedBytes() > 0 || !SpillFiles.remaining().isEmpty()) {
            Thread.onSpinWait();    // the ends of the last clients are still to be noticed
        }
    }

    /** Sends in pieces up to anywhere, then perhaps the end of the output, unless the server closes before that. */
    private static void sendPart(RawClient one, String request, Random random) {
        int end = random.nextInt(4) == 0 ? request.length() : random.nextInt(request.length());
        boolean ending = random.nextBoolean();
        try {
            one.sendInPieces(request.substring(0, end), 1 + random.nextInt(5_000));
            if (ending) {
                one.endOutput();
            }
        } catch (UncheckedIOException ignored) {
            // closed after a refusal
        }
    }

    /** Writes what it reads, without ever holding a worker, in chunks as it comes. */
    private static final class Echo implements Runnable {

        private final Exchange exchange;
        private final ByteBuffer buffer = ByteBuffer.allocate(10_000);

        Echo(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void run() {
            try {
                int count = exchange.body().read(buffer.clear());
                while (count > 0) {
                    exchange.response().write(buffer.flip());
                    count = exchange.body().read(buffer.clear());
                }
                if (count < 0) {
                    exchange.complete();
                } else {
                    exchange.response().flush();
                    exchange.body().onReadable(this);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

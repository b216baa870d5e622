package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.Response;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.MutableHeaders;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the application to bytes: framing, fields, files, trailers, failures. */
@Timeout(300)
class ResponseFunctionalTest {

    @TempDir
    private Path folder;

    private WaitressServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void computesTheLengthOfWhatFitsTheBuffer() throws Exception {
        connect(exchange -> {
            exchange.response().headers().set("Content-Type", "text/plain");
            write(exchange, "Hello, ");
            write(exchange, "world");
        });

        assertEquals("""
                HTTP/1.1 200 OK
                Content-Type: text/plain
                Server: waitress
                Date: *
                Content-Length: 12

                Hello, world""", client.get("/").block());
    }

    @Test
    void sendsAnEmptyResponse() throws Exception {
        connect(exchange -> exchange.response().status(201, "Made"));

        assertEquals("""
                HTTP/1.1 201 Made
                Server: waitress
                Date: *
                Content-Length: 0

                """, client.get("/").block());
    }

    @Test
    void chunksWhatIsFlushedBeforeTheEnd() throws Exception {
        connect(exchange -> {
            write(exchange, "one");
            exchange.response().flush();
            assertTrue(exchange.response().committed());
            write(exchange, "two");
            write(exchange, "three");
        });

        assertEquals("""
                HTTP/1.1 200 OK
                Server: waitress
                Date: *
                Transfer-Encoding: chunked

                3
                one
                8
                twothree
                0

                """, client.get("/").block());
        client.assertOpen();
    }

    @Test
    void chunksWhatIsLargerThanTheBuffer() throws Exception {
        byte[] large = "0123456789".repeat(500_000).getBytes(StandardCharsets.ISO_8859_1);
        connect(exchange -> {
            write(exchange, "start");
            exchange.response().write(ByteBuffer.wrap(large));
            write(exchange, "end");
        });

        for (int i = 0; i < 2; i++) {
            RawResponse response = client.get("/");
            assertEquals("start" + new String(large, StandardCharsets.ISO_8859_1) + "end", response.text());
            assertEquals("chunked", response.header("Transfer-Encoding"));
        }
        client.assertOpen();
    }

    @Test
    void endsContentOfUnknownLengthByClosingForHttp10() throws Exception {
        connect(exchange -> {
            write(exchange, "one");
            exchange.response().flush();
            write(exchange, "two");
        });

        RawResponse response = client.request("GET / HTTP/1.0\nConnection: keep-alive\n\n");

        assertEquals("""
                HTTP/1.1 200 OK
                Server: waitress
                Date: *
                Connection: close

                onetwo""", response.block());
        client.assertClosed();
    }

    @Test
    void sendsAsManyBytesAsWereAnnounced() throws Exception {
        connect(exchange -> {
            exchange.response().headers().set("Content-Length", "6");
            write(exchange, "one");
            exchange.response().flush();
            write(exchange, "two and more");
            write(exchange, "still more");
        });

        assertEquals("onetwo", client.get("/").text());
        assertEquals("onetwo", client.get("/").text());
        client.assertOpen();
    }

    @Test
    void cutsExcessThatWasCollected() throws Exception {
        connect(exchange -> {
            exchange.response().headers().set("Content-Length", "3");
            write(exchange, "onetwo");
        });

        assertEquals("one", client.get("/").text());
        assertEquals("one", client.get("/").text());
    }

    @Test
    void closesWhenFewerBytesComeThanWereAnnounced() throws Exception {
        connect(exchange -> {
            exchange.response().headers().set("Content-Length", "10");
            write(exchange, "short");
        });

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(client.readUntilClosed().endsWith("Content-Length: 10\r\n\r\nshort"));
    }

    @Test
    void answersHeadWithTheLengthThatGetWouldHave() throws Exception {
        connect(exchange -> {
            if (exchange.request().path().equals("/declared")) {
                exchange.response().headers().set("Content-Length", "1000");
            }
            write(exchange, "hello");
        });

        assertEquals("5", head("/").header("Content-Length"));
        assertEquals("1000", head("/declared").header("Content-Length"));
        client.assertOpen();
    }

    @Test
    void sendsNoContentWhereThereMustBeNone() throws Exception {
        connect(exchange -> {
            exchange.response().status(Integer.parseInt(exchange.request().path().substring(1)));
            exchange.response().headers().set("Content-Length", "5");
            write(exchange, "hello");
        });

        RawResponse noContent = client.get("/204");
        RawResponse notModified = client.get("/304");
        RawResponse resetContent = client.get("/205");

        assertNull(noContent.header("Content-Length"));
        assertEquals("5", notModified.header("Content-Length"));
        assertEquals("0", resetContent.header("Content-Length"));
        client.assertOpen();
    }

    @Test
    void keepsFramingFromTheApplication() throws Exception {
        connect(exchange -> {
            exchange.response().headers().add("Transfer-Encoding", "gzip").add("Connection", "Foo").add("Upgrade", "x")
                    .add("Keep-Alive", "timeout=1").add("Trailer", "y").add("X-Kept", "1");
            write(exchange, "a");
        });

        assertEquals("""
                HTTP/1.1 200 OK
                X-Kept: 1
                Server: waitress
                Date: *
                Content-Length: 1

                a""", client.get("/").block());
    }

    @Test
    void closesWhenTheApplicationAsksForIt() throws Exception {
        connect(exchange -> exchange.response().headers().set("Connection", "foo, Close"));

        assertEquals("close", client.get("/").header("Connection"));
        client.assertClosed();
    }

    @Test
    void letsNoFieldBecomeTwo() throws Exception {
        connect(exchange -> {
            MutableHeaders headers = exchange.response().headers();
            assertThrows(IllegalArgumentException.class, () -> headers.add("X-A", "1\r\nX-B: 2"));
            assertThrows(IllegalArgumentException.class, () -> headers.add("X-A\r\n", "1"));
            assertThrows(IllegalArgumentException.class, () -> exchange.response().status(200, "OK\r\nX: 1"));
            assertThrows(IllegalArgumentException.class, () -> headers.add("X-A", "\0"));
            write(exchange, "fine");
        });

        assertEquals("fine", client.get("/").text());
    }

    @Test
    void resetsWhatWasNotSent() throws Exception {
        connect(exchange -> {
            Response response = exchange.response();
            response.status(500);
            response.headers().set("X-A", "1");
            write(exchange, "wrong");
            response.reset();
            assertEquals(0, response.written());
            response.bufferSize(3);
            write(exchange, "abc");
            response.resetBuffer();
            write(exchange, "right");
            assertThrows(IllegalStateException.class, response::reset);
            assertThrows(IllegalStateException.class, response::resetBuffer);
            assertThrows(IllegalStateException.class, () -> response.status(404));
            assertThrows(IllegalStateException.class, () -> response.bufferSize(10));
            assertEquals(5, response.written());
            response.headers().set("X-Late", "1");
        });

        RawResponse response = client.get("/");

        assertEquals(200, response.status());
        assertNull(response.header("X-A"));
        assertNull(response.header("X-Late"));
        assertEquals("right", response.text());
    }

    @Test
    void sendsTrailers() throws Exception {
        connect(exchange -> {
            exchange.response().trailers(() -> new MutableHeaders().add("X-Sum", "5").add("Content-Length", "1"));
            write(exchange, "hello");
        });

        assertEquals("""
                HTTP/1.1 200 OK
                Server: waitress
                Date: *
                Transfer-Encoding: chunked

                5
                hello
                0
                X-Sum: 5

                """, client.get("/").block());
    }

    @Test
    void sendsInterimResponses() throws Exception {
        connect(exchange -> {
            exchange.response().interim(103, new MutableHeaders().add("Link", "</a.css>"));
            write(exchange, "hello");
        });

        assertEquals("HTTP/1.1 103 Early Hints\nLink: </a.css>\n\n", client.get("/").block());
        assertEquals("hello", client.readResponse().text());
        assertEquals(200, client.request("GET / HTTP/1.0\n\n").status());
    }

    @Test
    void sendsFilesInEveryFraming() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "0123456789".repeat(20_000));
        connect(exchange -> {
            FileChannel channel = FileChannel.open(file);
            String path = exchange.request().path();
            if (path.equals("/length")) {
                exchange.response().headers().set("Content-Length", "100004");
            }
            write(exchange, "<<");
            exchange.response().send(channel, 5, path.equals("/small") ? 10 : 100_000);
            write(exchange, ">>");
        });

        String content = "<<" + "5678901234".repeat(10_000) + ">>";
        assertEquals(content, client.get("/length").text());
        assertEquals(content, client.get("/chunked").text());
        assertEquals("<<5678901234>>", client.get("/small").text());
        assertEquals("14", client.get("/small").header("Content-Length"));
        assertEquals("", head("/length").text());
        assertEquals(content, client.request("GET / HTTP/1.0\n\n").text());
        client.assertClosed();
    }

    @Test
    void answersWhatTheApplicationRefuses() throws Exception {
        connect(exchange -> {
            write(exchange, "forgotten");
            throw new HttpException(409, "Not now");
        });

        RawResponse response = client.get("/");

        assertEquals(409, response.status());
        assertEquals("Conflict\r\n\r\nNot now\r\n\r\n(generated by waitress)", response.text());
        client.assertOpen();
    }

    @Test
    void hidesWhatFailedInTheApplication() throws Exception {
        connect(exchange -> {
            throw new IllegalStateException("secret");
        });

        RawResponse response = client.get("/");

        assertEquals(500, response.status());
        assertFalse(response.text().contains("secret"));
        client.assertClosed();
    }

    @Test
    void showsWhatFailedWhenAllowed() throws Exception {
        connect(exchange -> {
            throw new StackOverflowError("deep");
        }, settings -> settings.exposeTracebacks(true));

        assertTrue(client.get("/").text().contains("java.lang.StackOverflowError: deep"));
    }

    @Test
    void cutsAResponseThatFailsAfterCommit() throws Exception {
        connect(exchange -> {
            write(exchange, "half");
            exchange.response().flush();
            throw new IllegalStateException("on purpose");
        });

        String log = ServerLog.of(() -> {
            client.send("GET /half HTTP/1.1\r\nHost: x\r\n\r\n");
            assertFalse(readAll().endsWith("0\r\n\r\n"));
        });

        assertTrue(log.contains("GET /half failed after its response had begun; the connection is closed"), log);
    }

    @Test
    void tellsTheWriterThatTheClientHasGone() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        byte[] block = new byte[1024 * 1024];
        connect(exchange -> {
            try {
                for (;;) {
                    exchange.response().write(block, 0, block.length);
                }
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        });

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").read(1000);
        client.reset();

        assertEquals("ClientDisconnectedException", failure.get(30, TimeUnit.SECONDS).getClass().getSimpleName());
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void logsThatTheClientHasGoneUnlessToldNotTo(boolean told, int lines) throws Exception {
        byte[] block = new byte[1024 * 1024];
        connect(exchange -> {
            for (;;) {
                exchange.response().write(block, 0, block.length);
            }
        }, settings -> settings.logSocketErrors(told));

        String log = ServerLog.of(() -> {
            client.send("GET /gone HTTP/1.1\r\nHost: x\r\n\r\n").read(1000);
            client.reset();
            server.stop(Duration.ofSeconds(30));
        });

        assertEquals(lines, log.lines().filter(line -> line.contains("disconnected while serving GET /gone")).count(),
                log);
        assertFalse(log.contains("\tat "), log);
    }

    @Test
    void cutsTheResponseWhoseTrailersFailWithAnError() throws Exception {
        connect(exchange -> {
            if (exchange.request().path().equals("/bad")) {
                exchange.response().trailers(() -> {
                    throw new AssertionError("on purpose");
                });
            }
            write(exchange, "hi");
        }, settings -> settings.connectionLimit(1).inbufOverflow(10));

        client.send("POST /bad HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + "x".repeat(100));

        assertFalse(readAll().endsWith("\r\n0\r\n\r\n"));
        SpillFiles.awaitAtMost(0);
        try (RawClient other = RawClient.connect(server.port())) {
            assertEquals("hi", other.get("/").text());
        }
    }

    @Test
    void answersAnExceptionThatCannotBePrinted() throws Exception {
        connect(exchange -> {
            throw new Unprintable();
        }, settings -> settings.exposeTracebacks(true));

        RawResponse response = client.get("/");

        assertEquals(500, response.status());
        assertTrue(response.text().contains(Unprintable.class.getName()), response.text());
    }

    /** An application that swallows the interrupt must not make a cut response look complete. */
    @ParameterizedTest
    @ValueSource(ints = {4096, 200_000})
    void cutsTheResponseIfWaitingForTheClientWasInterrupted(int block) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        connect(exchange -> {
            try {
                exchange.response().flush();
                Thread.currentThread().interrupt();
                while (!thrown.isDone()) {
                    exchange.response().write(new byte[block], 0, block);
                }
            } catch (IOException e) {
                Thread.interrupted();
                thrown.complete(e);
            }
            assertThrows(IOException.class, () -> exchange.response().write(new byte[100_000], 0, 100_000));
        }, settings -> settings.outbufHighWatermark(300_000));

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(thrown.get(30, TimeUnit.SECONDS) instanceof InterruptedIOException);
        assertFalse(readAll().endsWith("0\r\n\r\n"));
    }

    @Test
    void doesNotWaitWhenToldThatItNeedNot() throws Exception {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        int size = 16 * 1024 * 1024;
        connect(exchange -> {
            exchange.response().bufferSize(size);
            exchange.response().write(new byte[size], 0, size);
            boolean writable = exchange.response().isWritable();
            exchange.response().write(ByteBuffer.wrap(new byte[10]));
            written.complete(writable);
        }, settings -> settings.outbufHighWatermark(300_000));

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(written.get(30, TimeUnit.SECONDS));
        assertEquals(size + 10, client.readResponse().text().length());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 64 * 1024 * 1024})
    void sendsAFileAlthoughTheThreadIsInterrupted(int size) throws Exception {
        Path file = folder.resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
        }
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        connect(exchange -> {
            Thread.currentThread().interrupt();
            try {
                exchange.response().send(FileChannel.open(file), 0, size);
            } finally {
                interrupted.complete(Thread.interrupted());
            }
        });

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(interrupted.get(30, TimeUnit.SECONDS));
        client.readUntil("\r\n\r\n");
        client.skip(size == 1000 ? size : size + "4000000\r\n\r\n".length());
    }

    @Test
    void logsExcessOnce() throws Exception {
        connect(exchange -> {
            exchange.response().headers().set("Content-Length", "2");
            for (int i = 0; i < 10; i++) {
                write(exchange, "abc");
                exchange.response().flush();
            }
        });

        String log = ServerLog.of(() -> {
            assertEquals("ab", client.get("/much").text());
            server.stop(Duration.ofSeconds(30));
        });

        assertEquals(1, log.lines().filter(line -> line.contains("more content than its response to GET /much"))
                .count(), log);
    }

    private void connect(Application application) throws Exception {
        connect(application, settings -> settings);
    }

    private void connect(Application application, UnaryOperator<Settings.Builder> settings) throws Exception {
        server = TestServers.start(application, settings);
        client = RawClient.connect(server.port());
    }

    private RawResponse head(String path) {
        return client.send("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readResponseToHead();
    }

    private String readAll() {
        try {
            return client.readUntilClosed();
        } catch (UncheckedIOException reset) {
            return "";
        }
    }

    private static final class Unprintable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("on purpose");
        }
    }

    private static void write(Exchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.response().write(bytes, 0, bytes.length);
    }
}

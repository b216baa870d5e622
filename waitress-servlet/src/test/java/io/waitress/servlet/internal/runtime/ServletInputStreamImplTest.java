package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ServletInputStreamImplTest {

    private final FakeOwner owner = new FakeOwner();
    private final FakeExchange exchange = FakeExchange.chunked("/");
    private ServletInputStream stream = new ServletInputStreamImpl(exchange.body(), -1, owner);

    private void feed(String text) {
        exchange.body().feed(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads what is there, as applications do, and notes each call. */
    private class Reader implements ReadListener {

        @Override
        public void onDataAvailable() throws IOException {
            StringBuilder text = new StringBuilder();
            byte[] buffer = new byte[4];
            int read;
            while (stream.isReady() && (read = stream.read(buffer)) != -1) {
                text.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
            }
            owner.events.add("data " + text);
        }

        @Override
        public void onAllDataRead() {
            owner.events.add("all");
        }

        @Override
        public void onError(Throwable t) {
            owner.events.add("error " + t.getMessage());
        }
    }

    @Test
    void callsBackAsDataArrives() {
        stream.setReadListener(new Reader());
        exchange.runTasks();
        assertEquals(List.of(), owner.events);

        feed("hello");
        exchange.runTasks();
        feed("wor");
        feed("ld");
        exchange.runTasks();
        assertFalse(stream.isFinished());
        exchange.body().end();
        exchange.runTasks();

        assertEquals(List.of("data hello", "data world", "all"), owner.events);
        assertTrue(stream.isFinished());
        assertFalse(stream.isReady());
    }

    @Test
    void tellsTheEndAfterTheDataThatWasThereAtOnce() {
        feed("hello");
        exchange.body().end();

        stream.setReadListener(new Reader());
        exchange.runTasks();

        assertEquals(List.of("data hello", "all"), owner.events);
    }

    @Test
    void tellsTheEndOfAnEmptyBodyOnly() {
        exchange.body().end();

        stream.setReadListener(new Reader());
        exchange.runTasks();

        assertEquals(List.of("all"), owner.events);
    }

    @Test
    void tellsTheEndOnceTheDeclaredLengthIsReadThoughNobodyAsks() throws IOException {
        FakeExchange declared = FakeExchange.post("/", "text/plain", "abc");
        stream = new ServletInputStreamImpl(declared.body(), 3, owner);
        stream.setReadListener(new Reader() {
            @Override
            public void onDataAvailable() throws IOException {
                owner.events.add("read " + stream.read(new byte[3]) + stream.isFinished());
            }
        });
        declared.runTasks();

        assertEquals(List.of("read 3true", "all"), owner.events);
    }

    @Test
    void doesNotCallAgainBeforeItWasAsked() {
        stream.setReadListener(new Reader() {
            @Override
            public void onDataAvailable() {
                owner.events.add("data");
            }
        });
        feed("a");
        exchange.runTasks();
        feed("b");
        exchange.runTasks();

        assertEquals(List.of("data"), owner.events);
    }

    @Test
    void refusesReadsThatWouldWait() throws IOException {
        stream.setReadListener(new Reader());
        assertFalse(stream.isReady());
        assertThrows(IllegalStateException.class, stream::read);
        assertThrows(IllegalStateException.class, stream::readAllBytes);
        assertThrows(IllegalStateException.class, () -> stream.readNBytes(1));
        assertThrows(IllegalStateException.class, () -> stream.readNBytes(new byte[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> stream.readLine(new byte[1], 0, 1));
    }

    @Test
    void wantsToBeAskedBeforeEachReadIntoAByteBuffer() {
        stream.setReadListener(new Reader() {
            @Override
            public void onDataAvailable() throws IOException {
                owner.events.add("read " + stream.read(ByteBuffer.allocate(2)));
                stream.read(ByteBuffer.allocate(2));
            }
        });
        feed("abcd");
        exchange.runTasks();

        assertEquals("read 2", owner.events.get(0));
        assertTrue(owner.events.get(1).startsWith("error isReady()"), owner.events::toString);
    }

    @Test
    void reportsFailuresOfTheListener() {
        stream.setReadListener(new Reader() {
            @Override
            public void onDataAvailable() throws IOException {
                throw new IOException("mine");
            }
        });
        feed("a");
        exchange.body().end();
        exchange.runTasks();

        assertEquals(List.of("error mine", "failed mine"), owner.events);
    }

    @Test
    void reportsFailuresOfTheConnection() {
        stream.setReadListener(new Reader());
        exchange.body().fail(new IOException("gone"));
        exchange.runTasks();

        assertEquals(List.of("error gone", "failed gone"), owner.events);
        assertThrows(IOException.class, stream::read);
    }

    @Test
    void readsOfADeclaredLengthWhatIsThere() throws IOException {
        FakeExchange declared = FakeExchange.post("/", "text/plain", "abcdef");
        ServletInputStream body = new ServletInputStreamImpl(declared.body(), 6, owner);

        assertEquals('a', body.read());
        assertEquals("bc", new String(body.readNBytes(2), StandardCharsets.US_ASCII));
        assertEquals("def", new String(body.readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals(0, body.readNBytes(5).length);
        assertEquals(0, body.readAllBytes().length);
        assertTrue(body.isFinished());
    }

    @Test
    void acceptsOneListenerWhereItIsAllowed() {
        assertThrows(NullPointerException.class, () -> stream.setReadListener(null));
        owner.listenersAllowed = false;
        assertThrows(IllegalStateException.class, () -> stream.setReadListener(new Reader()));
        owner.listenersAllowed = true;
        stream.setReadListener(new Reader());
        assertThrows(IllegalStateException.class, () -> stream.setReadListener(new Reader()));
    }

    @Test
    void marksWhatItReadIntoAByteBuffer() throws IOException {
        feed("abcdef");
        exchange.body().end();
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10))) {
            buffer.position(4).limit(7);

            assertEquals(3, stream.read(buffer));

            assertEquals(4, buffer.position());
            assertEquals(7, buffer.limit());
        }
        ByteBuffer rest = ByteBuffer.allocate(3);
        assertEquals(-1, stream.read(rest));
        assertEquals(0, stream.read(ByteBuffer.allocate(0)));
        assertThrows(NullPointerException.class, () -> stream.read((ByteBuffer) null));
        assertTrue(stream.isFinished());
    }

    @Test
    void readsLinesAndIsClosedOnce() throws IOException {
        feed("ab\ncd");
        exchange.body().end();
        byte[] line = new byte[8];

        assertEquals(3, stream.readLine(line, 0, 8));
        assertEquals(2, stream.readLine(line, 0, 8));
        assertEquals(-1, stream.readLine(line, 0, 8));
        stream.close();
        stream.close();

        assertThrows(IOException.class, stream::read);
        assertEquals(List.of("input closed"), owner.events);
    }

    /** Hangs if a callback is ever lost between "none there" and "call me". */
    @Test
    @Timeout(300)
    void neverLosesACallback() throws Exception {
        int rounds = 300;
        ExecutorService client = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < rounds; round++) {
                readWhileAnotherThreadFeeds(client, new Random(round));
            }
        } finally {
            client.shutdownNow();
        }
    }

    private static void readWhileAnotherThreadFeeds(ExecutorService client, Random random) throws Exception {
        FakeExchange exchange = FakeExchange.chunked("/");
        FakeOwner owner = new FakeOwner();
        ServletInputStream stream = new ServletInputStreamImpl(exchange.body(), -1, owner);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        stream.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                assertEquals(1, inside.incrementAndGet());
                byte[] buffer = new byte[3];
                int count;
                while (stream.isReady() && (count = stream.read(buffer)) != -1) {
                    read.write(buffer, 0, count);
                }
                inside.decrementAndGet();
            }

            @Override
            public void onAllDataRead() {
                done.countDown();
            }

            @Override
            public void onError(Throwable t) {
                throw new AssertionError(t);
            }
        });
        int pieces = random.nextInt(20);
        client.execute(() -> {
            for (int i = 0; i < pieces; i++) {
                exchange.body().feed(new byte[1 + i % 5]);
            }
            exchange.body().end();
        });
        while (!done.await(0, TimeUnit.SECONDS)) {
            exchange.runTasks();
            Thread.onSpinWait();
        }
        int expected = 0;
        for (int i = 0; i < pieces; i++) {
            expected += 1 + i % 5;
        }
        assertEquals(expected, read.size());
    }
}

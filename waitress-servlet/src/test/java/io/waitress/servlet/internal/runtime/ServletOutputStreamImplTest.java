package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ServletOutputStreamImplTest {

    private final FakeOwner owner = new FakeOwner();
    private final FakeExchange exchange = FakeExchange.get("/");
    private final FakeResponse wire = exchange.response();
    private final ServletOutputStream stream = new ServletOutputStreamImpl(wire, owner);

    private WriteListener listener(Invocation.Call call) {
        return new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                owner.events.add("possible");
                try {
                    call.run();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void onError(Throwable t) {
                owner.events.add("error " + t.getMessage());
            }
        };
    }

    private String written() throws IOException {
        wire.flush();
        return wire.text();
    }

    @Test
    void callsBackFirstAndThenWheneverItSaidNo() throws IOException {
        stream.setWriteListener(listener(() -> {
            while (stream.isReady()) {
                stream.print("x");
                wire.writable(false);
            }
        }));

        assertFalse(stream.isReady());
        exchange.runTasks();
        exchange.runTasks();
        assertEquals(List.of("possible"), owner.events);
        wire.writable(true);
        exchange.runTasks();

        assertEquals(List.of("possible", "possible"), owner.events);
        assertEquals("xx", written());
    }

    @Test
    void doesNotCallAgainWhileItSaysYes() {
        stream.setWriteListener(listener(() -> stream.print("x")));

        exchange.runTasks();
        wire.writable(false);
        wire.writable(true);
        exchange.runTasks();

        assertEquals(List.of("possible"), owner.events);
    }

    @Test
    void refusesWritesThatMightWait() throws IOException {
        stream.setWriteListener(listener(() -> stream.isReady()));
        assertThrows(IllegalStateException.class, () -> stream.write(1));
        exchange.runTasks();

        stream.print("several writes are fine");
        stream.println();
        wire.writable(false);
        assertThrows(IllegalStateException.class, () -> stream.write(1));
        assertFalse(stream.isReady());
        assertThrows(IllegalStateException.class, stream::flush);
        assertEquals("several writes are fine\r\n", written());
    }

    @Test
    void wantsToBeAskedBeforeEachWriteOfAByteBuffer() throws IOException {
        stream.setWriteListener(listener(() -> stream.isReady()));
        exchange.runTasks();

        stream.write(ByteBuffer.wrap(new byte[] {'a'}));
        assertThrows(IllegalStateException.class, () -> stream.write(ByteBuffer.allocate(1)));
        assertTrue(stream.isReady());
        stream.write(ByteBuffer.wrap(new byte[] {'b'}));

        assertEquals("ab", written());
    }

    @Test
    void reportsAClientThatHasGone() {
        stream.setWriteListener(listener(() -> stream.print("x")));
        exchange.connected = false;
        exchange.runTasks();

        assertEquals(List.of("possible", "error the client has gone", "failed the client has gone"), owner.events);
    }

    @Test
    void callsNobodyOnceClosed() throws IOException {
        stream.setWriteListener(listener(() -> stream.print("x")));
        stream.close();
        stream.close();
        exchange.runTasks();

        assertEquals(List.of("output closed"), owner.events);
        assertThrows(IOException.class, () -> stream.write(1));
    }

    @Test
    void acceptsOneListenerWhereItIsAllowed() {
        assertThrows(NullPointerException.class, () -> stream.setWriteListener(null));
        owner.listenersAllowed = false;
        assertThrows(IllegalStateException.class, () -> stream.setWriteListener(listener(() -> { })));
        owner.listenersAllowed = true;
        stream.setWriteListener(listener(() -> { }));
        assertThrows(IllegalStateException.class, () -> stream.setWriteListener(listener(() -> { })));
    }

    @Test
    void printsLatin1Only() throws IOException {
        stream.print("ü");
        stream.print(true);
        stream.println(false);
        stream.println("x");
        stream.print((String) null);

        assertThrows(CharConversionException.class, () -> stream.print("€"));
        assertEquals("ütruefalse\r\nx\r\nnull", written());
    }

    @Test
    void sendsFilesAndClosesThem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "0123456789");
        FileChannel channel = FileChannel.open(file);

        new ResponseOutputStream(wire, owner).send(channel, 2, 5);

        assertFalse(channel.isOpen());
        assertEquals("23456", written());
    }

    /** Hangs if a callback is ever lost between "not writable" and "call me". */
    @Test
    @Timeout(300)
    void neverLosesACallback() {
        int bytes = 20_000;
        AtomicInteger left = new AtomicInteger(bytes);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService client = Executors.newSingleThreadExecutor();
        stream.setWriteListener(listener(() -> {
            while (stream.isReady()) {
                if (left.getAndDecrement() == 0) {
                    done.set(true);
                    return;
                }
                stream.write(ByteBuffer.allocate(1));
            }
        }));
        client.execute(() -> {
            while (!done.get()) {
                wire.writable(false);
                wire.writable(true);
            }
        });

        while (!done.get()) {
            exchange.runTasks();
        }
        client.shutdownNow();
        wire.flush();

        assertEquals(bytes, wire.sent().length);
    }
}

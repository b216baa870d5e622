package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.internal.buffer.BufferMemory;
import io.waitress.core.internal.buffer.Chunk;
import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.net.Outbound.Flush;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class OutboundTest {

    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final MemoryBudget BUDGET = new MemoryBudget(UNLIMITED);
    private static final Patience NONE = new Patience(0, Integer.MAX_VALUE, () -> true);

    private final FakeTransport transport = new FakeTransport(UNLIMITED);
    private final Recorder owner = new Recorder();
    private final Outbound outbound = new Outbound(owner, transport, 50, 100, BUDGET, NONE);

    @TempDir
    Path directory;

    @Test
    void writesThroughAtOnce() throws IOException {
        outbound.write(bytes("head"), bytes("body"), true);

        assertEquals("headbody", new String(transport.taken()));
        assertEquals(1, transport.writes());
        assertEquals(List.of("moved"), owner.calls);
        assertEquals(0, outbound.pending());
    }

    @Test
    void asksTheSystemForNothingWhenThereIsNothingToWrite() throws IOException {
        outbound.write(bytes(""), null, true);
        outbound.write(bytes(""), bytes(""), true);

        assertEquals(0, transport.writes());
    }

    @Test
    void keepsWhatTheSocketRefusesAndAsksForItToBeDrainedOnce() throws IOException {
        transport.room(6);

        outbound.write(bytes("head"), bytes("body"), true);
        outbound.write(bytes("more"), null, true);

        assertEquals("headbo", new String(transport.taken()));
        assertEquals(6, outbound.pending());
        assertEquals(List.of("moved", "kept"), owner.calls);
    }

    @Test
    void gathersWhatWasLeftForLaterWithTheNextWrite() throws IOException {
        outbound.writeLater(bytes("first "));
        outbound.writeLater(bytes("second "));
        assertEquals(0, transport.writes());
        assertFalse(outbound.congested());

        outbound.write(bytes("third"), null, false);

        assertEquals(1, transport.writes());
        assertEquals("first second third", new String(transport.taken()));
        assertEquals(List.of("flush", "moved"), owner.calls);
    }

    @Test
    void letsTheDispatcherSendWhatWasLeftForLater() throws IOException {
        outbound.writeLater(bytes("first"));
        assertEquals(Flush.DRAINED, outbound.flush());
        assertEquals("first", new String(transport.taken()));

        outbound.writeLater(bytes(" second"));

        assertEquals(2, owner.calls.stream().filter("flush"::equals).count());
    }

    @Test
    void tellsTheDispatcherOfWhatTheSocketRefusesOfThatLeftForLater() throws IOException {
        transport.room(3);
        outbound.writeLater(bytes("first"));

        outbound.write(bytes("second"), null, false);

        assertTrue(outbound.congested());
        assertEquals(List.of("flush", "moved", "kept"), owner.calls);
    }

    @Test
    void leavesOnlyALittleForLater() throws IOException {
        outbound.writeLater(ByteBuffer.allocate(40));
        outbound.writeLater(ByteBuffer.allocate(11));

        assertEquals(51, transport.size());
    }

    @Test
    void keepsTheOrderWhenTheWriterFindsRoomAgain() throws IOException {
        transport.room(0);
        outbound.write(bytes("first "), null, true);
        transport.room(UNLIMITED);

        outbound.write(bytes("second"), null, true);

        assertEquals("first second", new String(transport.taken()));
        assertEquals(0, outbound.pending());
    }

    @Test
    void drainsOnTheDispatcher() throws IOException {
        transport.room(0);
        outbound.write(bytes("0123456789"), null, true);

        transport.room(4);
        assertEquals(Flush.PENDING, outbound.flush());
        transport.room(UNLIMITED);
        assertEquals(Flush.DRAINED, outbound.flush());

        assertEquals("0123456789", new String(transport.taken()));
    }

    @Test
    void sendsAFileInOrderAndClosesIt() throws IOException {
        FileChannel file = file("0123456789");
        transport.room(2);
        outbound.write(bytes("head "), null, true);
        outbound.send(file, 3, 4);
        outbound.write(bytes(" tail"), null, true);
        assertTrue(file.isOpen());

        transport.room(UNLIMITED);
        while (outbound.flush() == Flush.PENDING) {
            continue;
        }

        assertEquals("head 3456 tail", new String(transport.taken()));
        assertFalse(file.isOpen());
        assertEquals(1, owner.calls.stream().filter("kept"::equals).count());
    }

    @Test
    void sendsAFileAtOnceWhenNothingIsPending() throws IOException {
        FileChannel file = file("0123456789");

        outbound.send(file, 0, 10);

        assertEquals("0123456789", new String(transport.taken()));
        assertFalse(file.isOpen());
        assertFalse(owner.calls.contains("kept"));
    }

    @Test
    void failsWhenAFileIsShorterThanWasSaid() throws IOException {
        FileChannel file = file("0123");

        assertThrows(EOFException.class, () -> outbound.send(file, 0, 10));

        assertFalse(file.isOpen());
        assertTrue(outbound.failed());
        assertTrue(owner.calls.contains("failed"));
    }

    @Test
    void closesAFileThatItCannotSend() throws IOException {
        FileChannel file = file("0123");
        outbound.abort(new ClientDisconnectedException("test"));

        assertThrows(ClientDisconnectedException.class, () -> outbound.send(file, 0, 4));

        assertFalse(file.isOpen());
    }

    @Test
    void saysThatTheClientHasGone() throws IOException {
        transport.room(0);
        outbound.write(bytes("kept"), null, true);
        transport.fail(new IOException("Broken pipe"));

        ClientDisconnectedException gone =
                assertThrows(ClientDisconnectedException.class, () -> outbound.write(bytes("x"), null, true));

        assertEquals("Broken pipe", gone.getCause().getMessage());
        assertEquals(0, outbound.pending());
        assertTrue(outbound.isWritable());
        assertTrue(owner.calls.contains("failed"));
        assertThrows(ClientDisconnectedException.class, () -> outbound.write(bytes("x"), null, true));
        assertEquals(Flush.FAILED, outbound.flush());
    }

    @Test
    void shutsDownAtOnceWhenNothingIsPending() throws IOException {
        outbound.write(bytes("x"), null, true);

        outbound.finish();

        assertTrue(transport.shut());
        assertTrue(outbound.finished());
        assertThrows(IOException.class, () -> outbound.write(bytes("x"), null, true));
    }

    @Test
    void shutsDownAfterTheLastByte() throws IOException {
        transport.room(0);
        outbound.write(bytes("last"), null, true);
        outbound.finish();
        assertFalse(transport.shut());
        assertThrows(IOException.class, () -> outbound.write(bytes("x"), null, true));

        transport.room(UNLIMITED);
        outbound.flush();

        assertEquals("last", new String(transport.taken()));
        assertTrue(transport.shut());
    }

    @Test
    void leavesTheShutdownToATaskWhenTheDispatcherAsks() {
        owner.role = true;

        outbound.finish();

        assertEquals(List.of("flush"), owner.calls);
        assertEquals(Flush.DRAINED, outbound.flush());
        assertTrue(transport.shut());
    }

    @Test
    void isWritableUpToTheWatermark() throws IOException {
        transport.room(0);
        outbound.write(ByteBuffer.allocate(100), null, false);
        assertTrue(outbound.isWritable());

        outbound.write(ByteBuffer.allocate(1), null, false);

        assertFalse(outbound.isWritable());
    }

    @Test
    void callsBackOnceWhenItBecomesWritable() throws IOException {
        AtomicInteger called = new AtomicInteger();
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, false);
        outbound.onWritable(called::incrementAndGet);
        assertEquals(0, called.get());

        transport.room(1);
        outbound.flush();
        outbound.flush();

        assertEquals(1, called.get());
    }

    @Test
    void callsBackAtOnceWhenItIsWritableAndWhenItFails() throws IOException {
        AtomicInteger called = new AtomicInteger();
        outbound.onWritable(called::incrementAndGet);
        assertEquals(1, called.get());
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, false);
        outbound.onWritable(called::incrementAndGet);

        outbound.abort(new ClientDisconnectedException("test"));

        assertEquals(2, called.get());
    }

    @Test
    void makesAWriterWaitUntilHalfOfTheWatermarkIsLeft() throws Exception {
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, true);
        BlockingQueue<Object> result = writeInAThread();

        transport.room(30);
        outbound.flush();
        assertTrue(result.isEmpty());
        transport.room(UNLIMITED);
        outbound.flush();

        assertEquals("written", result.take());
        assertEquals(102, transport.size());
    }

    /** A file costs nothing while it waits, so what follows it need not be held back. */
    @Test
    void doesNotMakeAWriterWaitBehindAFile() throws Exception {
        transport.room(0);
        outbound.send(file("f".repeat(101)), 0, 101);

        outbound.write(bytes("x"), null, true);

        assertFalse(outbound.isWritable());
        transport.room(UNLIMITED);
        outbound.flush();
        assertEquals("f".repeat(101) + "x", new String(transport.taken()));
    }

    @Test
    void letsAWaitingWriterGoOnBehindAFile() throws Exception {
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, true);
        outbound.send(file("f".repeat(500)), 0, 500);
        BlockingQueue<Object> result = writeInAThread();

        transport.room(101);
        outbound.flush();

        assertEquals("written", result.take());
    }

    @Test
    void tellsAWaitingWriterThatTheConnectionWasClosed() throws Exception {
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, true);
        BlockingQueue<Object> result = writeInAThread();

        outbound.abort(new ClientDisconnectedException("too slow"));

        assertEquals("too slow", assertInstanceOf(ClientDisconnectedException.class, result.take()).getMessage());
    }

    @Test
    void letsAWaitingWriterBeInterrupted() throws Exception {
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, true);
        Thread.currentThread().interrupt();

        assertThrows(InterruptedIOException.class, () -> outbound.write(bytes("x"), null, true));

        assertTrue(Thread.interrupted());
    }

    @Test
    void waitsForAClientThatMakesRoomInMemory() throws Exception {
        Outbound patient = new Outbound(owner, transport, 50, 100, BUDGET, new Patience(UNLIMITED, 1, () -> true));
        transport.room(0);
        patient.write(ByteBuffer.allocate(45), null, false);
        assertTrue(patient.awaitRoom(5));
        BlockingQueue<Object> result = inAThread(() -> patient.awaitRoom(6));

        transport.room(19);
        patient.flush();
        assertTrue(result.isEmpty());
        transport.room(1);
        patient.flush();

        assertEquals(true, result.take());
    }

    @Test
    void waitsNoLongerThanItsPatience() throws IOException {
        Outbound impatient = new Outbound(owner, transport, 50, 100, BUDGET, new Patience(1000, 1, () -> true));
        transport.room(0);
        impatient.write(ByteBuffer.allocate(45), null, false);

        assertFalse(impatient.awaitRoom(6));
    }

    @Test
    void keepsWaitingInMemoryToSoManyWritersOfAServer() throws Exception {
        Patience patience = new Patience(UNLIMITED, 1, () -> true);
        Outbound first = new Outbound(owner, transport, 50, 100, BUDGET, patience);
        Outbound second = new Outbound(owner, transport, 50, 100, BUDGET, patience);
        transport.room(0);
        first.write(ByteBuffer.allocate(45), null, false);
        second.write(ByteBuffer.allocate(45), null, false);
        BlockingQueue<Object> result = inAThread(() -> first.awaitRoom(6));
        while (patience.begin()) {
            patience.end();
            Thread.onSpinWait();
        }

        assertTrue(second.awaitRoom(6));
        assertTrue(result.isEmpty());

        transport.room(UNLIMITED);
        first.flush();
        assertEquals(true, result.take());
        while (!patience.begin()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsMoreWritersWaitingOnlyWhileNothingElseWantsTheirThreads() {
        AtomicBoolean wanted = new AtomicBoolean();
        Patience patience = new Patience(UNLIMITED, 1, wanted::get);

        assertTrue(patience.begin());
        assertTrue(patience.begin());
        wanted.set(true);
        assertFalse(patience.begin());
        patience.end();
        assertFalse(patience.begin());
        patience.end();
        assertTrue(patience.begin());
    }

    @Test
    void isImpatientWhenInterrupted() throws IOException {
        Outbound patient = new Outbound(owner, transport, 50, 100, BUDGET, new Patience(UNLIMITED - 1, 1, () -> true));
        transport.room(0);
        patient.write(ByteBuffer.allocate(45), null, false);
        Thread.currentThread().interrupt();

        assertFalse(patient.awaitRoom(6));

        assertTrue(Thread.interrupted());
    }

    @Test
    void takesOverAChunkOnlyWhileItIsNeeded() throws IOException {
        BufferMemory memory = BufferMemory.of(1 << 20);
        Outbound large = new Outbound(owner, transport, 1 << 20, 1 << 20, memory.budget(), NONE);
        transport.room(10);
        Chunk chunk = memory.chunks().acquire();
        chunk.bytes().put(new byte[20_000]).flip();

        assertTrue(large.write(chunk));
        assertEquals(19_990, large.pending());
        transport.room(UNLIMITED);
        large.flush();

        assertEquals(20_000, transport.size());
        assertEquals(0, memory.budget().used());
        Chunk taken = memory.chunks().acquire();
        taken.bytes().put(new byte[20_000]).flip();
        assertFalse(large.write(taken));
        taken.release();
        assertEquals(0, memory.budget().used());
    }

    @Test
    void neverMakesTheDispatcherWait() throws IOException {
        owner.role = true;
        transport.room(0);
        outbound.write(ByteBuffer.allocate(101), null, false);

        outbound.write(bytes("x"), null, false);
        assertThrows(IllegalStateException.class, () -> outbound.write(bytes("x"), null, true));
        assertThrows(IllegalStateException.class, () -> outbound.awaitRoom(1));
    }

    /** Without the second attempt nobody would see the request: the holder has read the flag before it was set. */
    @Test
    void triesAgainAfterLeavingItsRequestToTheHolder() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        OutputLock lock = new OutputLock() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean tryLock() {
                return attempts.incrementAndGet() > 1 && super.tryLock();
            }
        };
        Outbound contended = new Outbound(owner, transport, 50, 100, BUDGET, NONE, lock);

        assertEquals(Flush.DRAINED, contended.flush());

        assertEquals(2, attempts.get());
        assertFalse(owner.calls.contains("flush"));
    }

    /** The dispatcher that aborts may be at its own end, and then runs no more tasks. */
    @Test
    void leavesTheEndToTheHolderOfTheLock() throws Exception {
        AtomicBoolean held = new AtomicBoolean();
        OutputLock lock = new OutputLock() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean tryLock() {
                return !held.get() && super.tryLock();
            }
        };
        Outbound contended = new Outbound(owner, transport, 50, 100, BUDGET, NONE, lock);
        transport.room(0);
        contended.write(ByteBuffer.allocate(101), null, false);
        BlockingQueue<Object> result = inAThread(() -> {
            contended.awaitWritable();
            return "writable";
        });

        held.set(true);
        contended.abort(new ClientDisconnectedException("deliberate"));
        held.set(false);
        assertEquals(101, contended.pending());
        contended.onWritable(() -> { });

        assertEquals("writable", result.poll(20, TimeUnit.SECONDS));
        assertEquals(0, contended.pending());
        assertFalse(owner.calls.contains("flush"));
    }

    @Test
    void doesNotWaitForTheLock() throws Exception {
        OutputLock lock = new OutputLock();
        Outbound contended = new Outbound(owner, transport, 50, 100, BUDGET, NONE, lock);
        Thread holder = new Thread(lock::lock);
        holder.start();
        holder.join();

        assertEquals(Flush.BUSY, contended.flush());
    }

    @Test
    void spillsAndStartsAfresh() throws IOException {
        byte[] large = new byte[5_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        transport.room(1_000);
        outbound.write(ByteBuffer.wrap(large), null, false);
        transport.room(UNLIMITED);
        while (outbound.flush() == Flush.PENDING) {
            continue;
        }

        assertArrayEquals(large, transport.taken());
    }

    private BlockingQueue<Object> writeInAThread() {
        return inAThread(() -> {
            outbound.write(bytes("x"), null, true);
            return "written";
        });
    }

    private static BlockingQueue<Object> inAThread(Callable<Object> action) {
        BlockingQueue<Object> result = new LinkedBlockingQueue<>();
        Thread writer = new Thread(() -> {
            try {
                result.add(action.call());
            } catch (Exception e) {
                result.add(e);
            }
        });
        writer.start();
        while (writer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return result;
    }

    private FileChannel file(String content) throws IOException {
        return FileChannel.open(Files.writeString(Files.createTempFile(directory, "f", ""), content));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }

    private static final class Recorder implements Outbound.Owner {

        final List<String> calls = new ArrayList<>();
        boolean role;

        @Override
        public boolean holdsRole() {
            return role;
        }

        @Override
        public void outputKept() {
            calls.add("kept");
        }

        @Override
        public void flushRequested() {
            calls.add("flush");
        }

        @Override
        public void bytesSent(long count) {
            calls.add("moved");
        }

        @Override
        public void outputFailed() {
            calls.add("failed");
        }
    }
}

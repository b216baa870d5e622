package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ByteInput;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Bytes from the client that are read while they arrive: the body of a request that runs already, or what comes after
 * an upgrade. Pieces change hands in a queue, and the dispatcher takes no lock, so that it never waits:
 *
 * <pre>
 *   dispatcher                                   reader
 *   offer ──► arrived, unread ─────────────────► read, or told by callback or unpark
 *   end, fail ──► ending, for good ────────────► met when all that arrived before it has been read
 *   hasRoom? no ──► parked ────────────────────► resumes the dispatcher once enough has been read, or it is closed
 * </pre>
 *
 * <p>Of each pair (unread and parked, unread and the callback, the queue and closed) one side writes the first and then
 * looks at the second, the other does it the other way round, and all are volatile: one of the two always sees the
 * other.
 *
 * <p>Who closes it may be another thread than the one that reads; a lock keeps them apart.
 */
final class ArrivingInput implements ByteInput, AutoCloseable {

    private static final Supplier<IOException> END = () -> null;

    private final long window;
    private final Executor callbacks;
    private final Runnable resume;
    private final Runnable onWait;
    private final InputStream stream = new Stream();

    private final Queue<OverflowBuffer> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicLong unread = new AtomicLong();
    private final AtomicReference<Runnable> onReadable = new AtomicReference<>();

    /** {@link #END}, what makes the failure, or null while more may come. */
    private volatile Supplier<? extends IOException> ending;

    private volatile boolean parked;
    private volatile boolean closed;

    /** The thread that waits in {@link Stream}, or null. */
    private volatile Thread waiting;

    private final ReentrantLock reading = new ReentrantLock();

    /** The piece that was taken out of the queue, or null. Guarded by {@code reading}. */
    private OverflowBuffer current;

    /**
     * @param window how many bytes may be unread before the client is held back
     * @param callbacks runs what waits for bytes
     * @param resume makes the dispatcher ask again whether there is room; any thread
     * @param onWait told before a reader begins to wait for the client; any thread
     */
    ArrivingInput(long window, Executor callbacks, Runnable resume, Runnable onWait) {
        this.window = window;
        this.callbacks = callbacks;
        this.resume = resume;
        this.onWait = onWait;
    }

    // ---- dispatcher role ----

    /** Tells whether more may be offered; if not, {@code resume} runs when it may. */
    boolean hasRoom() {
        if (unread.get() < window || closed) {
            return true;
        }
        parked = true;
        if (unread.get() >= window && !closed) {
            return false;
        }
        parked = false;
        return true;
    }

    /** Gives a piece to the reader, who closes it. */
    void offer(OverflowBuffer piece) {
        long bytes = piece.remaining();
        if (bytes == 0) {
            piece.close();
            return;
        }
        arrived.add(piece);
        unread.addAndGet(bytes);
        if (closed) {
            dropArrived();
        } else {
            signal();
        }
    }

    /** Says that nothing more comes: this was all. */
    void end() {
        fail(END);
    }

    /** Says that nothing more comes although this was not all; no effect after the end. */
    void fail(Supplier<? extends IOException> failure) {
        if (ending == null) {
            ending = failure;
            signal();
        }
    }

    // ---- any thread ----

    /** Tells whether everything that has come has been read. */
    boolean drained() {
        return unread.get() <= 0;
    }

    /** Tells whether a reader waits for the client: one that does something else meanwhile does not. */
    boolean awaited() {
        return (waiting != null || onReadable.get() != null) && !readable();
    }

    /** Tells whether nothing more comes. */
    boolean ended() {
        return ending != null;
    }

    /** Tells whether the input ended before it was complete. */
    boolean broken() {
        return ending != null && ending != END;
    }

    /** Drops what has come and what comes. Idempotent. */
    @Override
    public void close() {
        closed = true;
        reading.lock();
        try {
            drop(current);
            current = null;
        } finally {
            reading.unlock();
        }
        dropArrived();
        LockSupport.unpark(waiting);
        unpark();
    }

    private void dropArrived() {
        for (OverflowBuffer next = arrived.poll(); next != null; next = arrived.poll()) {
            drop(next);
        }
    }

    private void drop(OverflowBuffer piece) {
        if (piece != null) {
            unread.addAndGet(-piece.remaining());
            piece.close();
        }
    }

    private void unpark() {
        if (parked) {
            parked = false;
            resume.run();
        }
    }

    private void signal() {
        LockSupport.unpark(waiting);
        runCallback();
    }

    private void runCallback() {
        Runnable callback = onReadable.getAndSet(null);
        if (callback != null) {
            callbacks.execute(callback);
        }
    }

    // ---- reader ----

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        // The end is looked at first: a piece that came before it is in the queue by then.
        Supplier<? extends IOException> last = ending;
        int count = readPiece(target);
        if (count == 0) {
            return last == null ? 0 : end(last);
        }
        if (unread.addAndGet(-count) <= window / 2) {
            unpark();
        }
        return count;
    }

    private int readPiece(ByteBuffer target) throws IOException {
        reading.lock();
        try {
            if (closed) {
                throw new IOException("The input is closed: the exchange has ended");
            }
            if (current == null) {
                current = arrived.poll();
            }
            if (current == null) {
                return 0;
            }
            int count = current.read(target);
            if (current.remaining() == 0) {
                current.close();
                current = null;
            }
            return count;
        } finally {
            reading.unlock();
        }
    }

    private static int end(Supplier<? extends IOException> ending) throws IOException {
        IOException failure = ending.get();
        if (failure != null) {
            throw failure;
        }
        return -1;
    }

    @Override
    public void onReadable(Runnable once) {
        onWait.run();
        onReadable.set(once);
        if (readable()) {
            runCallback();
        }
    }

    private boolean readable() {
        return unread.get() > 0 || ending != null || closed;
    }

    private void await() throws IOException {
        onWait.run();
        waiting = Thread.currentThread();
        try {
            while (!readable()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("Interrupted while waiting for the client");
                }
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
    }

    /** The blocking view. */
    private final class Stream extends InputStream {

        private final byte[] single = new byte[1];

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(target, offset, count);
            if (count == 0) {
                return 0;
            }
            for (;;) {
                int read = ArrivingInput.this.read(buffer);
                if (read != 0) {
                    return read;
                }
                await();
            }
        }

        @Override
        public int available() {
            return (int) Math.max(0, Math.min(Integer.MAX_VALUE, unread.get()));
        }
    }
}

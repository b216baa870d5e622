package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ByteInput;
import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.internal.net.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The bytes from the client after an upgrade. They change hands in one slot, without a lock, so that the dispatcher
 * never waits:
 *
 * <pre>
 *   slot:  null ──dispatcher: a chunk──→ chunk ──application takes it──→ null
 *          null ──dispatcher─────────────────→ END or FAILED, for good
 * </pre>
 *
 * <p>While the slot is taken, the dispatcher does not read (the client is held back) and says so in {@code parked}; it
 * sets that and then looks at the slot again, the application empties the slot and then looks at {@code parked}.
 */
final class UpgradedInput implements ByteInput {

    private static final ByteBuffer END = ByteBuffer.allocate(0);
    private static final ByteBuffer FAILED = ByteBuffer.allocate(0);

    private final Connection connection;
    private final UpgradedProtocol protocol;
    private final AtomicReference<ByteBuffer> slot = new AtomicReference<>();
    private final AtomicReference<Runnable> onReadable = new AtomicReference<>();
    private final InputStream stream = new Stream();

    /** What the dispatcher found while the slot was taken: null, {@link #END} or {@link #FAILED}. */
    private volatile ByteBuffer ending;

    private volatile boolean parked;

    /** The thread that waits in {@link Stream}, or null. */
    private volatile Thread waiting;

    /** What is being read. Confined to the reader. */
    private ByteBuffer current = ByteBuffer.allocate(0);

    UpgradedInput(Connection connection, UpgradedProtocol protocol) {
        this.connection = connection;
        this.protocol = protocol;
    }

    /** Tells whether a chunk may be offered; if not, reading is armed again when it may. Dispatcher role only. */
    boolean hasRoom() {
        if (slot.get() == null) {
            return true;
        }
        parked = true;
        if (slot.get() != null) {
            return false;
        }
        parked = false;
        return true;
    }

    /** Gives a chunk to the reader. Dispatcher role only, when {@link #hasRoom}. */
    void offer(ByteBuffer chunk) {
        slot.set(chunk);
        signal();
    }

    /** Says that the client will send no more. Dispatcher role only. */
    void end() {
        ending = END;
        signal();
    }

    /** Says that the connection is gone. Dispatcher role only. */
    void fail() {
        if (ending == null) {
            ending = FAILED;
        }
        signal();
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        ByteBuffer chunk = chunk();
        if (chunk == null || !target.hasRemaining()) {
            return 0;
        }
        if (chunk == END) {
            return -1;
        }
        if (chunk == FAILED) {
            throw new ClientDisconnectedException("The connection closed before the end of input");
        }
        int count = Math.min(chunk.remaining(), target.remaining());
        target.put(chunk.slice().limit(count));
        chunk.position(chunk.position() + count);
        return count;
    }

    @Override
    public void onReadable(Runnable once) {
        onReadable.set(once);
        if (readable()) {
            runCallback();
        }
    }

    private boolean readable() {
        return current.hasRemaining() || slot.get() != null || ending != null;
    }

    /** Returns the bytes to go on with, {@link #END}, {@link #FAILED}, or null if nothing has come. */
    private ByteBuffer chunk() {
        if (current.hasRemaining()) {
            return current;
        }
        // The end is looked at first: a chunk that came before it is in the slot by then.
        ByteBuffer last = ending;
        ByteBuffer next = slot.getAndSet(null);
        if (next == null) {
            return last;
        }
        current = next;
        if (parked) {
            parked = false;
            connection.dispatcher().execute(this::resume);
        }
        return next;
    }

    private void resume() {
        if (ending == null) {
            connection.readInterest(true);
        }
    }

    private void signal() {
        LockSupport.unpark(waiting);
        runCallback();
    }

    private void runCallback() {
        Runnable callback = onReadable.getAndSet(null);
        if (callback != null) {
            protocol.execute(callback);
        }
    }

    private void await() throws IOException {
        waiting = Thread.currentThread();
        try {
            while (!readable()) {
                LockSupport.park(this);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("Interrupted while waiting for the client");
                }
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
                int read = UpgradedInput.this.read(buffer);
                if (read != 0) {
                    return read;
                }
                await();
            }
        }

        @Override
        public int available() {
            ByteBuffer next = current.hasRemaining() ? current : slot.get();
            return next == null ? 0 : next.remaining();
        }
    }
}

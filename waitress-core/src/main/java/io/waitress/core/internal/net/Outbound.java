package io.waitress.core.internal.net;

import io.waitress.core.exchange.ClientDisconnectedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The output of one connection. A writer's bytes go to the socket at once, without waiting; what the socket refuses is
 * kept and drained by the dispatcher. A writer that may wait does so only while more bytes than the high watermark are
 * buffered; parts of files that wait cost nothing and hold nobody.
 *
 * <p>The lock is held around non-blocking writes and appends only. The dispatcher never waits for it:
 * <pre>
 *   dispatcher                             holder
 *   tryLock fails                          unlock
 *   flushRequested = true                  flushRequested? clear it, Owner.flushRequested
 *   tryLock again, fails: leave
 * </pre>
 * If the second attempt fails too, the holder has still to unlock, and reads the flag after that. Since nobody may let
 * go of the lock without reading the flag, waiting at the watermark is not a condition of the lock: the writer
 * registers in {@code waiting}, unlocks, reads the flag and parks until whoever drained unparks it.
 */
public final class Outbound {

    private final Owner owner;
    private final Transport transport;
    private final long overflowBytes;
    private final long highWatermark;
    private final ReentrantLock lock;

    /** Guarded by lock; null while there is none. */
    private PendingOutput pending;
    /** Guarded by lock; writers above the watermark, or null before the first. */
    private ArrayDeque<Thread> waiting;
    /** Guarded by lock; null if nobody asked. */
    private Runnable onWritable;
    /** Written under lock, read anywhere. */
    private volatile long pendingBytes;
    /** Those of them that are in our buffers. Written under lock, read anywhere. */
    private volatile long bufferedBytes;
    /** Written under lock, read anywhere: no more bytes will come, and the peer has been told. */
    private volatile boolean shut;
    /** Set by the dispatcher when it found the lock taken, see above. */
    private volatile boolean flushRequested;
    /** Set once, by anyone: shut down the output when nothing is pending. */
    private volatile boolean finishing;
    /** Set once, by anyone: why nothing more can be written. */
    private volatile IOException failure;

    /** The connection, as its output sees it. */
    interface Owner {

        /** Tells whether the calling thread is the dispatcher, which must not wait. */
        boolean holdsRole();

        /** Some output was kept: the dispatcher has to drain it. Any thread, without the lock. */
        void outputKept();

        /** The dispatcher found the lock taken and has to call {@link #flush} again. Any thread, without the lock. */
        void flushRequested();

        /** The socket has taken bytes. Any thread, with the lock. */
        void bytesMoved();

        /** Writing has failed: the connection has to be closed. Any thread, without the lock. */
        void outputFailed();
    }

    /** What the dispatcher has to do after {@link #flush}. */
    enum Flush {
        /** Nothing is pending any more. */
        DRAINED,
        /** Wait until the socket takes more. */
        PENDING,
        /** Somebody holds the lock, and will ask for another flush: do not wait for the socket meanwhile. */
        BUSY,
        /** Nothing can be written any more: close. */
        FAILED
    }

    Outbound(Owner owner, Transport transport, long overflowBytes, long highWatermark) {
        this(owner, transport, overflowBytes, highWatermark, new ReentrantLock());
    }

    /** For a test that decides when the lock is free. */
    Outbound(Owner owner, Transport transport, long overflowBytes, long highWatermark, ReentrantLock lock) {
        this.lock = lock;
        this.owner = owner;
        this.transport = transport;
        this.overflowBytes = overflowBytes;
        this.highWatermark = highWatermark;
    }

    /**
     * Writes all remaining bytes of both buffers; they may be reused on return. One non-blocking write to the socket
     * if nothing is pending; what it does not take is kept.
     *
     * @param first the bytes to write
     * @param second more bytes, or null
     * @param mayWait whether to wait while more bytes than the high watermark are buffered; never on the dispatcher
     * @throws ClientDisconnectedException if the client has gone
     * @throws IOException if the connection is closing, or what is kept cannot be stored
     */
    public void write(ByteBuffer first, ByteBuffer second, boolean mayWait) throws IOException {
        if (mayWait) {
            awaitWritable();
        }
        boolean kept = false;
        IOException failed = null;
        lock.lock();
        try {
            failed = refusal();
            if (failed == null) {
                kept = writeOrKeep(first, second);
            }
        } catch (IOException e) {
            failed = fail(e);
        } finally {
            unlock();
        }
        conclude(kept, failed);
    }

    /**
     * Sends part of a file after what was written so far, without copying where the transport can. Never waits.
     *
     * @param file owned by the connection from here on, also when this throws: closed when the last byte has left
     * @throws ClientDisconnectedException if the client has gone
     * @throws IOException if the connection is closing, or the file ends early or cannot be read
     */
    public void send(FileChannel file, long position, long count) throws IOException {
        FileRegion region = new FileRegion(file, position, count);
        boolean handedOn = false;
        boolean kept = false;
        IOException failed = null;
        lock.lock();
        try {
            failed = refusal();
            if (failed == null) {
                kept = sendNow(region);
                handedOn = region.remaining() > 0;
                if (handedOn) {
                    pendingOutput().append(region);
                    notePending();
                }
            }
        } catch (IOException e) {
            failed = fail(e);
        } finally {
            unlock();
            if (!handedOn) {
                region.close();
            }
        }
        conclude(kept, failed);
    }

    /**
     * Waits while more bytes than the high watermark are buffered. Never on the dispatcher.
     *
     * @throws InterruptedIOException if the calling thread is interrupted, which it remains
     */
    public void awaitWritable() throws IOException {
        if (bufferedBytes > highWatermark) {
            awaitDrained();
        }
    }

    /**
     * Tells whether a write would not wait, also because it would fail. False already while more bytes than the high
     * watermark are pending in files: who asks before each write gives the client time. Any thread.
     */
    public boolean isWritable() {
        return pendingBytes <= highWatermark || failure != null;
    }

    /**
     * Asks for one call when {@link #isWritable()} is true: at once on this thread, or later on whichever drains.
     * The callback must not block.
     *
     * @param once replaces a callback that is still waiting
     */
    public void onWritable(Runnable once) {
        lock.lock();
        try {
            onWritable = once;
        } finally {
            unlock();
        }
    }

    /** Returns how many bytes wait for the socket. Any thread. */
    public long pending() {
        return pendingBytes;
    }

    /** Tells whether nothing more can be written, because the client has gone or the connection was closed. */
    public boolean failed() {
        return failure != null;
    }

    /** Shuts down the output as soon as nothing is pending, perhaps at once. Any thread. */
    void finish() {
        finishing = true;
        if (owner.holdsRole()) {
            owner.flushRequested();
            return;
        }
        IOException failed = null;
        lock.lock();
        try {
            shutIfFinished();
        } catch (IOException e) {
            failed = fail(e);
        } finally {
            unlock();
        }
        if (failed != null) {
            owner.outputFailed();
        }
    }

    /** Gives everything up: writers get the reason, what is pending is released. Dispatcher role; never waits. */
    void abort(IOException reason) {
        if (failure == null) {
            failure = reason;
        }
        flush();
    }

    /** Drains what the socket takes. Dispatcher role; never waits. */
    Flush flush() {
        if (!lock.tryLock()) {
            flushRequested = true;
            if (!lock.tryLock()) {
                return Flush.BUSY;
            }
            flushRequested = false;
        }
        try {
            drainPending();
            shutIfFinished();
        } catch (IOException e) {
            fail(e);
        } finally {
            unlock();
        }
        if (failure != null) {
            return Flush.FAILED;
        }
        return pendingBytes == 0 ? Flush.DRAINED : Flush.PENDING;
    }

    /** Tells whether the peer has been told that no more bytes will come. Any thread. */
    boolean finished() {
        return shut;
    }

    private void awaitDrained() throws IOException {
        if (owner.holdsRole()) {
            throw new IllegalStateException("The dispatcher must not wait for output to drain");
        }
        Thread self = Thread.currentThread();
        lock.lock();
        try {
            while (failure == null && bufferedBytes > highWatermark / 2) {
                waiting().add(self);
                unlock();
                LockSupport.park(this);
                lock.lock();
                waiting.remove(self);
                if (Thread.interrupted()) {
                    self.interrupt();
                    throw new InterruptedIOException("Interrupted while waiting for the client to take the response");
                }
            }
        } finally {
            unlock();
        }
    }

    private ArrayDeque<Thread> waiting() {
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
        }
        return waiting;
    }

    // Everything from here down to unlock is called with the lock.

    private IOException refusal() {
        if (failure instanceof ClientDisconnectedException gone) {
            return new ClientDisconnectedException(gone.getMessage(), gone);
        }
        if (failure != null) {
            return new IOException(failure.getMessage(), failure);
        }
        return finishing ? new IOException("The connection is closing; nothing more can be written") : null;
    }

    /** Returns true if output is pending that the dispatcher does not know of yet. */
    private boolean writeOrKeep(ByteBuffer first, ByteBuffer second) throws IOException {
        drainPending();
        boolean wasEmpty = pending == null;
        if (wasEmpty) {
            writeNow(first, second);
        }
        keep(first);
        keep(second);
        return wasEmpty && pending != null;
    }

    private void writeNow(ByteBuffer first, ByteBuffer second) throws IOException {
        try {
            long moved;
            if (second != null && second.hasRemaining()) {
                moved = transport.write(new ByteBuffer[] {first, second}, 2);
            } else {
                moved = first.hasRemaining() ? transport.write(first) : 0;
            }
            noteMoved(moved);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Returns true if something is left that the dispatcher does not know of yet. */
    private boolean sendNow(FileRegion region) throws IOException {
        drainPending();
        if (pending != null) {
            return false;
        }
        long moved;
        do {
            try {
                moved = region.drainTo(transport);
            } catch (IOException e) {
                throw gone(e);
            }
            noteMoved(moved);
        } while (moved > 0 && region.remaining() > 0);
        return region.remaining() > 0;
    }

    private void keep(ByteBuffer source) throws IOException {
        if (source != null && source.hasRemaining()) {
            pendingOutput().append(source);
            notePending();
        }
    }

    private void notePending() {
        pendingBytes = pending.remaining();
        bufferedBytes = pending.buffered();
    }

    private PendingOutput pendingOutput() {
        if (pending == null) {
            pending = new PendingOutput(overflowBytes);
        }
        return pending;
    }

    private void drainPending() throws IOException {
        if (pending == null) {
            return;
        }
        if (failure == null) {
            try {
                noteMoved(pending.drainTo(transport));
            } catch (IOException e) {
                throw gone(e);
            }
            notePending();
        }
        if (failure != null || pendingBytes == 0) {
            release();
        }
        if (waiting != null && bufferedBytes <= highWatermark / 2) {
            waiting.forEach(LockSupport::unpark);
        }
    }

    private void shutIfFinished() throws IOException {
        if (finishing && !shut && pending == null && failure == null) {
            shut = true;
            transport.shutdownOutput();
        }
    }

    private void release() {
        if (pending != null) {
            pending.close();
            pending = null;
        }
        pendingBytes = 0;
        bufferedBytes = 0;
    }

    private IOException fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        release();
        if (waiting != null) {
            waiting.forEach(LockSupport::unpark);
        }
        return cause;
    }

    private void noteMoved(long bytes) {
        if (bytes > 0) {
            owner.bytesMoved();
        }
    }

    private void unlock() {
        Runnable callback = null;
        if (onWritable != null && isWritable()) {
            callback = onWritable;
            onWritable = null;
        }
        lock.unlock();
        if (flushRequested) {
            flushRequested = false;
            owner.flushRequested();
        }
        if (callback != null) {
            callback.run();
        }
    }

    private void conclude(boolean kept, IOException failed) throws IOException {
        if (failed != null) {
            if (failure != null) {
                owner.outputFailed();
            }
            throw failed;
        }
        if (kept) {
            owner.outputKept();
        }
    }

    /** Tells the client's fault from a file that is shorter than was said. */
    private static IOException gone(IOException cause) {
        return cause instanceof EOFException ? cause
                : new ClientDisconnectedException("The client has closed or reset the connection", cause);
    }
}

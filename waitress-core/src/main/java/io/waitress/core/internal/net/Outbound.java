package io.waitress.core.internal.net;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.internal.buffer.Chunk;
import io.waitress.core.internal.buffer.MemoryBudget;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The output of one connection. A writer's bytes go to the socket at once, without waiting; what the socket refuses is
 * kept and drained by the dispatcher. Parts of files that wait cost nothing and hold nobody.
 *
 * <p>Bytes that more are likely to follow at once can be left for {@link #writeLater later}: they leave with the next
 * write, or by the dispatcher if that comes first, so that they never wait for the writer.
 *
 * <p>The lock is held around non-blocking writes and appends only, and the dispatcher never waits for it, see
 * {@link OutputLock}. Who waits for the client does so without it, see {@link Backpressure}.
 */
public final class Outbound {

    /** How much may be left for later, and is gathered with what follows it. */
    private static final int MAX_LATER = 64 * 1024;

    private final Owner owner;
    private final Transport transport;
    private final long overflowBytes;
    private final long highWatermark;
    private final MemoryBudget budget;
    private final Patience patience;
    private final OutputLock lock;

    /** Guarded by lock; null while there is none. */
    private PendingOutput pending;
    /** Guarded by lock; null if nobody has had to wait. */
    private Backpressure backpressure;
    /** Guarded by lock; null if nobody asked. */
    private Runnable onWritable;
    /** Written under lock, read anywhere. */
    private volatile long pendingBytes;
    /** Those of them that are in our buffers. Written under lock, read anywhere. */
    private volatile long bufferedBytes;
    /** Written under lock, read anywhere: no more bytes will come, and the peer has been told. */
    private volatile boolean shut;
    /** Guarded by lock: whether all that is pending was left for later; the socket has not refused it. */
    private boolean later;
    /**
     * Whether the socket has refused something that is pending. Written when the lock is let go of, so that nobody sees
     * it while a writer is about to drain what was left for later, which the dispatcher would never hear of.
     */
    private volatile boolean congested;
    /** Whether the dispatcher has been asked to flush what was left for later, and has not begun to. */
    private volatile boolean flushExpected;
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
        void bytesSent(long count);

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

    Outbound(Owner owner, Transport transport, long overflowBytes, long highWatermark, MemoryBudget budget,
            Patience patience) {
        this(owner, transport, overflowBytes, highWatermark, budget, patience, new OutputLock());
    }

    /** For a test that decides when the lock is free. */
    Outbound(Owner owner, Transport transport, long overflowBytes, long highWatermark, MemoryBudget budget,
            Patience patience, OutputLock lock) {
        this.lock = lock;
        this.owner = owner;
        this.transport = transport;
        this.overflowBytes = overflowBytes;
        this.highWatermark = highWatermark;
        this.budget = budget;
        this.patience = patience;
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
     * Leaves all remaining bytes, which may be reused on return, for the next write or for the dispatcher, whichever
     * comes first. Writes them now if there is much already. Never waits.
     *
     * @throws IOException as {@link #write(ByteBuffer, ByteBuffer, boolean)}
     */
    public void writeLater(ByteBuffer source) throws IOException {
        boolean kept = false;
        boolean flushDue = false;
        IOException failed = null;
        lock.lock();
        try {
            failed = refusal();
            if (failed == null && gathers(source.remaining(), pending == null)) {
                keep(source);
                later = true;
                flushDue = !flushExpected;
                flushExpected = true;
            } else if (failed == null) {
                kept = writeOrKeep(source, null);
            }
        } catch (IOException e) {
            failed = fail(e);
        } finally {
            unlock();
        }
        conclude(kept, failed);
        if (flushDue) {
            owner.flushRequested();
        }
    }

    /**
     * Writes all remaining bytes of the chunk, as {@link #write(ByteBuffer, ByteBuffer, boolean)} does, but takes over
     * the chunk where that saves a copy. Never waits.
     *
     * @return true if the chunk has been taken over; false, also when this throws, if it is still the caller's
     */
    public boolean write(Chunk chunk) throws IOException {
        boolean kept = false;
        boolean owned = false;
        IOException failed = null;
        lock.lock();
        try {
            failed = refusal();
            if (failed == null) {
                boolean unknown = drainPending();
                if (pending == null) {
                    writeNow(chunk.bytes(), null);
                }
                if (chunk.bytes().hasRemaining()) {
                    owned = pendingOutput().append(chunk);
                    notePending();
                }
                kept = unknown && pending != null;
            }
        } catch (IOException e) {
            failed = fail(e);
        } finally {
            unlock();
        }
        conclude(kept, failed);
        return owned;
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
                if (region.remaining() > 0) {
                    pendingOutput().append(region);
                    handedOn = true;
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
            backpressure().awaitHalf(highWatermark);
        }
    }

    /**
     * Waits a moment if the memory part has no room for more: gives a client that keeps up the time to make a file
     * unnecessary. Not at all if many writers of the server wait already, and no longer than until the calling thread
     * is interrupted, which it remains. Never on the dispatcher.
     *
     * @param bytes how many bytes are to be written
     * @return false if the client has turned out to be slow
     */
    public boolean awaitRoom(int bytes) throws IOException {
        long buffered = bufferedBytes;
        return buffered == 0 || buffered + bytes <= overflowBytes || backpressure().awaitHalf(overflowBytes, patience);
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

    /** Tells whether the socket has refused bytes that are still pending: the dispatcher drains them. Any thread. */
    public boolean congested() {
        return congested;
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
        boolean delayed = false;
        lock.lock();
        try {
            delayed = !shutIfFinished();
        } catch (IOException e) {
            failed = fail(e);
        } finally {
            unlock();
        }
        if (failed != null) {
            owner.outputFailed();
        } else if (delayed) {
            owner.outputKept();
        }
    }

    /** Gives everything up: writers get the reason, what is pending is released. Dispatcher role; never waits. */
    void abort(IOException reason) {
        if (failure == null) {
            failure = reason;
        }
        flush();
    }

    /** Lets the transport say good-bye before the socket is closed, if that needs no waiting. Dispatcher role. */
    void farewell() {
        if (failure == null && !shut && lock.tryLock()) {
            try {
                if (pending == null) {
                    transport.finishOutput();
                }
            } catch (IOException ignored) {
                // The client has gone, and needs no good-bye.
            } finally {
                unlock();
            }
        }
    }

    /** Drains what the socket takes. Dispatcher role, or any thread after a failure; never waits. */
    Flush flush() {
        flushExpected = false;
        if (!lock.tryOrRequest()) {
            return Flush.BUSY;
        }
        boolean clear = false;
        try {
            drainPending();
            clear = pending != null || failure != null || transport.flush();
            clear &= shutIfFinished();
        } catch (IOException e) {
            fail(e);
        } finally {
            unlock();
        }
        if (failure != null) {
            return Flush.FAILED;
        }
        return clear && pendingBytes == 0 ? Flush.DRAINED : Flush.PENDING;
    }

    /** Tells whether the peer has been told that no more bytes will come. Any thread. */
    boolean finished() {
        return shut;
    }

    private Backpressure backpressure() {
        lock.lock();
        try {
            if (backpressure == null) {
                backpressure = new Backpressure(this);
            }
            return backpressure;
        } finally {
            unlock();
        }
    }

    /** Returns how many bytes wait for the socket in our buffers, and not in files of others. Any thread. */
    long buffered() {
        return bufferedBytes;
    }

    /** Tells whether the calling thread is the dispatcher, which must not wait. */
    boolean onDispatcher() {
        return owner.holdsRole();
    }

    void lock() {
        lock.lock();
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
        if (gathers(first.remaining() + (second == null ? 0L : second.remaining()), false)) {
            keep(first);
            keep(second);
            return drainPending() && pending != null;
        }
        boolean unknown = drainPending();
        if (pending == null) {
            writeNow(first, second);
        }
        keep(first);
        keep(second);
        return unknown && pending != null;
    }

    /** Tells whether so many bytes can join those left for later, or perhaps be the first of them. */
    private boolean gathers(long bytes, boolean asFirst) {
        return (later || asFirst && budget.used() < budget.limit())
                && pendingBytes + bytes <= Math.min(MAX_LATER, overflowBytes);
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
        boolean unknown = drainPending();
        if (pending != null) {
            return unknown;
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
            pending = new PendingOutput(overflowBytes, budget);
        }
        return pending;
    }

    /** Returns true if nothing is pending then, or nothing that the dispatcher has been told of. */
    private boolean drainPending() throws IOException {
        if (pending == null) {
            return true;
        }
        boolean unknown = later;
        later = false;
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
        if (backpressure != null) {
            backpressure.wake();
        }
        return unknown || pending == null;
    }

    /** Returns false if the end of the output has still to leave, and nothing before it. */
    private boolean shutIfFinished() throws IOException {
        if (finishing && !shut && pending == null && failure == null) {
            if (!transport.finishOutput()) {
                return false;
            }
            shut = true;
            transport.shutdownOutput();
        }
        return true;
    }

    private void release() {
        if (pending != null) {
            pending.close();
            pending = null;
        }
        pendingBytes = 0;
        bufferedBytes = 0;
        later = false;
    }

    private IOException fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        release();
        if (backpressure != null) {
            backpressure.wake();
        }
        return cause;
    }

    private void noteMoved(long bytes) {
        if (bytes > 0) {
            owner.bytesSent(bytes);
        }
    }

    /** Lets go of the lock; whoever wants to know of it or asked for it meanwhile hears of it. */
    void unlock() {
        Runnable callback = null;
        if (onWritable != null && isWritable()) {
            callback = onWritable;
            onWritable = null;
        }
        boolean refused = pending != null && !later;
        if (congested != refused) {
            congested = refused;
        }
        if (lock.unlockAndTellRequest()) {
            if (failure == null) {
                owner.flushRequested();
            } else {
                // There is nothing to be sent, only to be let go of, and the dispatcher may have ended meanwhile.
                flush();
            }
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

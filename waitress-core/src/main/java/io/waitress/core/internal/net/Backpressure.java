package io.waitress.core.internal.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes writers wait for a client that is slower than they are: for good while more bytes than the high watermark are
 * buffered, and perhaps for a moment below it.
 *
 * <p>Files are for clients that are slower than memory. A writer that has filled the memory part and has
 * {@link Patience} waits for a moment before the file is used: if half of it drains meanwhile, the client keeps up and
 * never causes a file. If not, the writer knows that the client is slow, and waits no more.
 *
 * <p>A writer that waits registers, lets go of the output's lock and parks, until whoever has drained enough unparks it.
 */
final class Backpressure {

    private static final long FOREVER = Long.MAX_VALUE;

    private final Outbound output;

    /** Guarded by the output's lock. */
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>(1);

    /** A writer that waits until no more than so many bytes are buffered. */
    private record Waiter(Thread thread, long mark) {
    }

    Backpressure(Outbound output) {
        this.output = output;
    }

    /**
     * Waits until no more than half of so many bytes are buffered.
     *
     * @throws InterruptedIOException if the calling thread is interrupted, which it remains
     */
    void awaitHalf(long bytes) throws IOException {
        await(bytes / 2, FOREVER);
    }

    /**
     * Waits for that as long as the server has patience, or not at all if it has none left for another writer.
     *
     * @return false if it was in vain
     */
    boolean awaitHalf(long bytes, Patience patience) throws IOException {
        if (!patience.begin()) {
            return true;
        }
        try {
            return await(bytes / 2, patience.nanos());
        } finally {
            patience.end();
        }
    }

    /** Wakes those who have waited long enough. With the lock. */
    void wake() {
        for (Waiter waiter : waiting) {
            if (output.failed() || output.buffered() <= waiter.mark) {
                LockSupport.unpark(waiter.thread);
            }
        }
    }

    /** Waits for so long until no more than so many bytes are buffered; returns false if it was in vain. */
    private boolean await(long mark, long nanos) throws IOException {
        if (output.onDispatcher()) {
            throw new IllegalStateException("The dispatcher must not wait for output to drain");
        }
        Waiter self = new Waiter(Thread.currentThread(), mark);
        long start = System.nanoTime();
        output.lock();
        try {
            while (!output.failed() && output.buffered() > mark) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                park(self, nanos, left);
                if (Thread.interrupted()) {
                    self.thread.interrupt();
                    if (nanos != FOREVER) {
                        return false;
                    }
                    throw new InterruptedIOException("Interrupted while waiting for the client to take the response");
                }
            }
            return true;
        } finally {
            output.unlock();
        }
    }

    private void park(Waiter self, long nanos, long left) {
        waiting.add(self);
        output.unlock();
        if (nanos == FOREVER) {
            LockSupport.park(output);
        } else {
            LockSupport.parkNanos(output, left);
        }
        output.lock();
        waiting.remove(self);
    }
}

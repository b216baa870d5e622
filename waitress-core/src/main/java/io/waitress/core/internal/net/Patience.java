package io.waitress.core.internal.net;

import io.waitress.core.internal.work.WorkerPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * How long writers wait for clients to make a file unnecessary, and how many of a server do so at a time: half of the
 * workers, and more only while no request waits for one. So clients that are slow on purpose hold up others once for that
 * time, and no longer. Who is not let wait uses the file at once. Any thread.
 */
final class Patience {

    /**
     * How long a writer waits before a client counts as slow. On a machine that is busy, a client that keeps up may not
     * even run for some tens of milliseconds; and writing a file costs about as much.
     */
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long nanos;
    private final int places;
    private final BooleanSupplier wanted;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Patience of a server with so many workers. */
    static Patience of(int count, WorkerPool workers) {
        return new Patience(NANOS, count / 2, workers::backlogged);
    }

    /**
     * Creates the patience of a server.
     *
     * @param places how many writers may wait in any case
     * @param wanted whether there is other work for the threads of further ones
     */
    Patience(long nanos, int places, BooleanSupplier wanted) {
        this.nanos = nanos;
        this.places = places;
        this.wanted = wanted;
    }

    long nanos() {
        return nanos;
    }

    /** Tells whether the caller may wait; it then has to call {@link #end}. */
    boolean begin() {
        if (waiting.incrementAndGet() <= places || !wanted.getAsBoolean()) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /** Lets another one wait. */
    void end() {
        waiting.decrementAndGet();
    }
}

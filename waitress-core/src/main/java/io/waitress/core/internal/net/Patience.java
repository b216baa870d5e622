package io.waitress.core.internal.net;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How long writers wait for clients to make a file unnecessary, and how many of a server do so at a time: no more than
 * half of the workers, however many clients are slow. Who is not let wait uses the file at once. Any thread.
 */
final class Patience {

    /**
     * How long a writer waits before a client counts as slow. On a machine that is busy, a client that keeps up may not
     * even run for some tens of milliseconds; and writing a file costs about as much.
     */
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long nanos;
    private final Semaphore places;

    /** Patience of a server with so many workers. */
    static Patience of(int workers) {
        return new Patience(NANOS, workers / 2);
    }

    Patience(long nanos, int writers) {
        this.nanos = nanos;
        this.places = new Semaphore(writers);
    }

    long nanos() {
        return nanos;
    }

    /** Tells whether the caller may wait; it then has to call {@link #end}. */
    boolean begin() {
        return places.tryAcquire();
    }

    /** Lets another one wait. */
    void end() {
        places.release();
    }
}

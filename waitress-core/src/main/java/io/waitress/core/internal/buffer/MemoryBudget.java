package io.waitress.core.internal.buffer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much memory the buffers of all connections may take together. Whoever is refused some uses a temporary file
 * instead. The last quarter is for those who need little, so that a few large bodies do not send everybody else to
 * files.
 *
 * <p>Safe from any thread, lock-free: what was added in vain is taken back, so that for a moment somebody else may be
 * refused too much, but nobody ever gets too much.
 */
public final class MemoryBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final LongAdder spilled = new LongAdder();

    /**
     * Creates a budget of which nothing is used.
     *
     * @param limit the number of bytes that may be reserved at a time
     */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Reserves so many bytes, to be released by the caller; or returns false, if only the last quarter is left too. */
    public boolean tryReserve(long bytes) {
        return tryReserve(bytes, limit - limit / 4);
    }

    /** As {@link #tryReserve(long)}, also of the last quarter: for a buffer that is small with these bytes. */
    public boolean tryReserveLittle(long bytes) {
        return tryReserve(bytes, limit);
    }

    private boolean tryReserve(long bytes, long most) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was reserved. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Returns how many bytes are reserved. */
    public long used() {
        return used.get();
    }

    /** Takes note that somebody uses a file instead. */
    void countSpill() {
        spilled.increment();
    }

    /** Returns how many files were used instead. */
    public long spilled() {
        return spilled.sum();
    }

    /** Returns how many bytes may be reserved. */
    public long limit() {
        return limit;
    }
}

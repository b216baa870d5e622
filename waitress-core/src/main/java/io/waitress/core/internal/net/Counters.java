package io.waitress.core.internal.net;

import java.util.concurrent.atomic.LongAdder;

/** What a dispatcher and the writers of its connections have asked of the system. Any thread; for tests and tuning. */
public final class Counters {

    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder interestChanges = new LongAdder();
    private final LongAdder wakeups = new LongAdder();

    Counters() {
    }

    /** Returns how often a transport was read. */
    public long reads() {
        return reads.sum();
    }

    /** Returns how often a transport was written to, or a file sent. */
    public long writes() {
        return writes.sum();
    }

    /** Returns how often the interest set of a connection's key has changed; each change is a system call. */
    public long interestChanges() {
        return interestChanges.sum();
    }

    /** Returns how often a selector was woken because of a task. */
    public long wakeups() {
        return wakeups.sum();
    }

    void countRead() {
        reads.increment();
    }

    void countWrite() {
        writes.increment();
    }

    void countInterestChange() {
        interestChanges.increment();
    }

    void countWakeup() {
        wakeups.increment();
    }
}

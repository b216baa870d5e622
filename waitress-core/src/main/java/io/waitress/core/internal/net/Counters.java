package io.waitress.core.internal.net;

import java.util.concurrent.atomic.LongAdder;

/** What a dispatcher and the writers of its connections have asked of the system. Any thread; for tests and tuning. */
public final class Counters {

    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder interestChanges = new LongAdder();
    private final LongAdder wakeups = new LongAdder();

    private final LongAdder connections = new LongAdder();
    /** Null if nobody asks, as the next. */
    private final LongAdder bytesRead;
    private final LongAdder bytesWritten;

    /**
     * @param bytes whether they are counted
     */
    Counters(boolean bytes) {
        bytesRead = bytes ? new LongAdder() : null;
        bytesWritten = bytes ? new LongAdder() : null;
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

    /** Returns how many connections were accepted. */
    public long connections() {
        return connections.sum();
    }

    /** Returns how many bytes were read, or 0 if nobody counts. */
    public long bytesRead() {
        return bytesRead == null ? 0 : bytesRead.sum();
    }

    /** Returns how many bytes were written, or 0 if nobody counts. */
    public long bytesWritten() {
        return bytesWritten == null ? 0 : bytesWritten.sum();
    }

    void countConnection() {
        connections.increment();
    }

    void countRead() {
        reads.increment();
    }

    void countWrite() {
        writes.increment();
    }

    /** Takes note of what a read has returned, and returns it. */
    int read(int bytes) {
        if (bytesRead != null && bytes > 0) {
            bytesRead.add(bytes);
        }
        return bytes;
    }

    /** Takes note of what a write has returned, and returns it. */
    long written(long bytes) {
        if (bytesWritten != null) {
            bytesWritten.add(bytes);
        }
        return bytes;
    }

    void countInterestChange() {
        interestChanges.increment();
    }

    void countWakeup() {
        wakeups.increment();
    }
}

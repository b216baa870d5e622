package io.waitress.core.internal.work;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when tasks wait and no worker has been free for a while, at most once in ten seconds. A queue that is filled in
 * one instant and emptied in the next is no news.
 *
 * <p>Called by producers only when every worker is busy, so the ordinary path pays nothing.
 */
final class QueueDepthWarning {

    static final String LOGGER = "io.waitress.queue";
    static final long SATURATED_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final int workers;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private int lastPushes = -1;
    private long saturatedSince;
    private boolean warned;
    private long warnedAt;

    QueueDepthWarning(int workers) {
        this(workers, System::nanoTime);
    }

    QueueDepthWarning(int workers, LongSupplier clock) {
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Takes note that a task was added and every worker is busy.
     *
     * @param pushes a number that changes when a worker runs out of work
     */
    void saturated(int pushes, Collection<Runnable> waiting) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            long now = clock.getAsLong();
            if (pushes != lastPushes) {
                lastPushes = pushes;
                saturatedSince = now;
            } else if (now - saturatedSince >= SATURATED_NANOS && (!warned || now - warnedAt >= PAUSE_NANOS)) {
                int depth = waiting.size();
                if (depth > 0) {
                    warned = true;
                    warnedAt = now;
                    LOG.warn("Task queue depth is {}: all {} workers have been busy for {} ms", depth, workers,
                            TimeUnit.NANOSECONDS.toMillis(now - saturatedSince));
                }
            }
        } finally {
            lock.unlock();
        }
    }
}

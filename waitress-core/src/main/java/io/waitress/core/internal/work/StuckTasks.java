package io.waitress.core.internal.work;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of tasks that run for too long, once while they do, with what their thread is at, and once when they have ended.
 * A thread of its own looks, several times within the threshold. Any thread.
 */
public final class StuckTasks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StuckTasks.class);
    private static final int LOOKS_PER_THRESHOLD = 5;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long thresholdNanos;
    private final LongSupplier clock;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final LongAdder found = new LongAdder();
    private final Thread watcher;
    private volatile boolean closed;

    /** Looks at nothing before {@link #start}, but when a test calls {@link #look}. */
    StuckTasks(Duration threshold, String name, LongSupplier clock) {
        this.thresholdNanos = threshold.toNanos();
        this.clock = clock;
        this.watcher = new Thread(null, this::watch, name + "-stuck", 0, false);
    }

    /**
     * Starts to watch.
     *
     * @param threshold more than 0
     * @param name the beginning of the thread's name
     */
    public static StuckTasks watching(Duration threshold, String name) {
        StuckTasks tasks = new StuckTasks(threshold, name, System::nanoTime);
        tasks.watcher.setDaemon(true);
        tasks.watcher.start();
        return tasks;
    }

    /**
     * Takes note that the calling thread begins with a task, until {@link Running#end}.
     *
     * @param task tells by {@code toString} what it is
     */
    public Running begin(Object task) {
        Running begun = new Running(task, Thread.currentThread(), clock.getAsLong());
        running.add(begun);
        return begun;
    }

    /** Returns how many tasks are running for too long. */
    public int stuck() {
        int stuck = 0;
        for (Running each : running) {
            stuck += each.told ? 1 : 0;
        }
        return stuck;
    }

    /** Returns how many tasks were ever found to run for too long. */
    public long found() {
        return found.sum();
    }

    /** Watches no more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, Math.min(thresholdNanos / LOOKS_PER_THRESHOLD, LONGEST_PAUSE_NANOS));
            Thread.interrupted();
            look();
        }
    }

    /** Looks for tasks that run for too long by now. */
    void look() {
        long now = clock.getAsLong();
        for (Running each : running) {
            if (!each.told && now - each.since >= thresholdNanos) {
                each.tell(now);
            }
        }
    }

    /** A task on its thread. */
    public final class Running {

        private final Object task;
        private final Thread thread;
        private final long since;
        /** Written under the lock of this, which is held while it is told so that the end is not told before. */
        private volatile boolean told;
        /** Guarded by this. */
        private boolean ended;

        private Running(Object task, Thread thread, long since) {
            this.task = task;
            this.thread = thread;
            this.since = since;
        }

        /** Takes note of the end. Called by the thread that began. */
        public void end() {
            running.remove(this);
            synchronized (this) {
                ended = true;
            }
            if (told) {
                LOG.warn("{} on {} has ended; it was stuck for {} s", task, thread.getName(),
                        seconds(clock.getAsLong() - since));
            }
        }

        private synchronized void tell(long now) {
            if (ended) {
                return;     // the thread is at something else by now
            }
            told = true;
            found.increment();
            try {
                LOG.warn("{} has been running for {} s on {}, which is at", task, seconds(now - since),
                        thread.getName(), new Place(thread));
            } catch (RuntimeException e) {
                LOG.error("A stuck task cannot be told of", e);
            }
        }

        private long seconds(long nanos) {
            return TimeUnit.NANOSECONDS.toSeconds(nanos);
        }
    }

    /** Where a thread is, as something that logs can print. */
    private static final class Place extends Exception {

        private static final long serialVersionUID = 1;

        Place(Thread thread) {
            super("the stack of " + thread.getName(), null, false, true);
            setStackTrace(thread.getStackTrace());
        }
    }
}

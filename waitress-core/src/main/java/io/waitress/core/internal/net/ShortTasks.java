package io.waitress.core.internal.net;

import io.waitress.core.internal.work.ApplicationThread;
import io.waitress.core.internal.work.WorkerPool;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Tasks of one turn that are likely to be so short that a dispatcher runs them itself. Only as many as are likely to be
 * over within a short time; the rest goes to the workers first, so that other cores have their share. Confined to the
 * dispatcher role, except while a task runs.
 */
final class ShortTasks {

    private static final long BUDGET_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int SMOOTHING = 8;

    private final DispatcherRole role;
    private final WorkerPool workers;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    /** How long a task has taken on average of late. */
    private long meanNanos = BUDGET_NANOS;

    ShortTasks(DispatcherRole role, WorkerPool workers) {
        this.role = role;
        this.workers = workers;
    }

    void add(Runnable task) {
        tasks.add(task);
    }

    /** Hands all tasks to the workers but the most recent ones, and so many at most. */
    void handOver(long rest) {
        while (tasks.size() > rest) {
            workers.submit(tasks.poll());
        }
    }

    /** Runs tasks, without the role while they run. Returns false if it was lost. */
    boolean run() {
        if (tasks.isEmpty()) {
            return true;
        }
        handOver(Math.max(1, BUDGET_NANOS / meanNanos));
        int count = tasks.size();
        long start = System.nanoTime();
        Runnable task;
        while ((task = tasks.poll()) != null) {
            if (!role.vacate()) {
                workers.submit(task);
                continue;
            }
            ApplicationThread.runHere(task);
            if (!role.take()) {
                return false;
            }
        }
        // One that was held up must not count for more than that the next ones are handed over.
        long mean = Math.min(BUDGET_NANOS, (System.nanoTime() - start) / count);
        meanNanos = Math.max(1, meanNanos + (mean - meanNanos) / SMOOTHING);
        return true;
    }
}

package io.waitress.core.internal.work;

import io.waitress.core.settings.Handoff;
import io.waitress.core.settings.Settings;
import java.time.Duration;

/** Runs tasks that may block, a bounded number at a time. Safe from any thread. */
public interface WorkerPool {

    /**
     * Runs the task on a worker as soon as one is free; in the order submitted. Never waits. After {@link #finish} or
     * {@link #stop} the task is dropped. A task that is dropped is told so if it is {@link Discardable}.
     */
    void submit(Runnable task);

    /** Tells whether a task waits for a worker, so that one with more to do for a single connection should yield. */
    boolean backlogged();

    /** Returns how many workers are running a task; a snapshot. */
    int busy();

    /** Returns how many tasks wait for a worker; a snapshot that takes time proportional to their number. */
    int queued();

    /** Tells whether the calling thread is one of this pool's workers. */
    boolean onWorker();

    /** Accepts no more tasks, and lets the workers end when those that wait have run. Idempotent. */
    void finish();

    /** Drops the tasks that wait, accepts no more, and lets each worker end after its current task. Idempotent. */
    void stop();

    /**
     * Waits until every worker has ended after {@link #finish} or {@link #stop}.
     *
     * @return false if the time ran out before
     */
    boolean awaitTermination(Duration limit) throws InterruptedException;

    /** Drops a task instead of running it. */
    static void drop(Runnable task) {
        if (task instanceof Discardable discardable) {
            discardable.discard();
        }
    }

    /** Interrupts every worker that is running a task. */
    void interruptAll();

    /** Tells whether by the settings short tasks are run where they arise, beside the pool. */
    static boolean sparesShortTasks(Settings settings) {
        return settings.handoff() == Handoff.ADAPTIVE && !settings.virtualThreads() && settings.threads() > 1;
    }

    /**
     * Creates the pool that the settings ask for. No thread is started before there is work for it.
     *
     * @param name the beginning of the threads' names
     * @throws IllegalStateException if virtual threads are asked for and this JVM has none
     */
    static WorkerPool create(Settings settings, String name) {
        if (settings.virtualThreads()) {
            return new VirtualWorkers(settings.threads(), name);
        }
        return new FixedWorkers(settings.threads(), name, settings.responseBufferSize());
    }
}

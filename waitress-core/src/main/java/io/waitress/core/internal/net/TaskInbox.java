package io.waitress.core.internal.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Tasks for a dispatcher from any thread, and the knowledge whether it must be woken to run them.
 *
 * <p>Lock-free. The dispatcher sleeps only in {@code select}, and publishes that before it looks at the queue for the
 * last time, so of a producer and a dispatcher about to sleep at least one sees the other:
 * <pre>
 *   producer                        dispatcher
 *   tasks.add                       sleeping = true
 *   sleeping? selector.wakeup       tasks non-empty? select without waiting, else select
 *                                   sleeping = false
 *                                   run all tasks
 * </pre>
 * A wake-up that arrives between the last look and {@code select} makes the latter return at once.
 */
final class TaskInbox {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean sleeping;

    /** Adds a task. Returns true if the caller has to wake the dispatcher. Any thread. */
    boolean add(Runnable task) {
        tasks.add(task);
        if (!sleeping) {
            return false;
        }
        // Of several producers one wake-up is enough; two do no harm.
        sleeping = false;
        return true;
    }

    /** Adds a task for the next time the dispatcher is awake anyway. Any thread. */
    void addLazily(Runnable task) {
        tasks.add(task);
    }

    /** Announces that the dispatcher is about to wait; returns false if it must not, because tasks are there. */
    boolean fallAsleep() {
        sleeping = true;
        return tasks.isEmpty();
    }

    /** Tells producers that no wake-up is needed. */
    void awake() {
        sleeping = false;
    }

    /** Runs the tasks that are there; those added meanwhile too, but not without end. Dispatcher role. */
    void runAll(Consumer<Runnable> runner, int most) {
        Runnable task;
        for (int i = 0; i < most && (task = tasks.poll()) != null; i++) {
            runner.accept(task);
        }
    }
}

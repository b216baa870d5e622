package io.waitress.core.internal.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The queue between those who have work and the workers. It wakes as few threads as it can: at most one worker is on
 * its way from being woken to looking at the queue, and that one wakes the next if it finds more than its own task.
 * A busy worker looks here before it parks and is never woken.
 *
 * <p>Invariant: <em>queue non-empty ⇒ some worker is awake or being woken</em>. {@code waking} is the token of the one
 * being woken (or started); who sees it set relies on its holder, and the holder looks at the queue after clearing it:
 * <pre>
 *   producer                     woken worker                  worker running dry
 *   tasks.add                    poll                          poll → null
 *   waking? done                 waking = false                parked.push(self)
 *   CAS waking → true            tasks non-empty? wake one     tasks non-empty? wake one (perhaps itself)
 *   pop a worker: unpark it      run the task                  park until popped, then be the woken worker
 *   none: start a thread
 *   no more: waking = false
 *     tasks and parked both non-empty? again from CAS
 * </pre>
 * Each pair of steps is a store followed by a load of what the other side stores, all sequentially consistent, so one
 * of two racing sides always sees the other. The producer's last look is for a worker that parked, and saw the token
 * set, while the producer was finding nobody.
 */
final class TaskQueue {

    private static final VarHandle WAKING;

    static {
        try {
            WAKING = MethodHandles.lookup().findVarHandle(TaskQueue.class, "waking", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ParkedWorkers parked;
    private final Staff staff;
    private final QueueDepthWarning warning;
    private volatile boolean waking;

    /** Set once: no more tasks are accepted, and a worker that finds none goes home. */
    private volatile boolean finishing;

    /** Those who can be hired. */
    interface Staff {

        /** Starts one more worker, created with {@code woken} set; returns false if there are as many as may be. */
        boolean startOne();
    }

    TaskQueue(ParkedWorkers parked, Staff staff, QueueDepthWarning warning) {
        this.parked = parked;
        this.staff = staff;
        this.warning = warning;
    }

    /** Adds a task, and sees to it that somebody comes for it. Any thread. */
    void add(Runnable task) {
        if (finishing) {
            WorkerPool.drop(task);
            return;
        }
        tasks.add(task);
        // Who sets the flag takes the tasks out after that, so one of the two finds this one.
        if (finishing && tasks.remove(task)) {
            WorkerPool.drop(task);
            return;
        }
        wakeOne();
    }

    /** Returns the next task, or null once the queue is empty and finished. Called by workers only; waits. */
    Runnable take(Worker worker) {
        for (;;) {
            Runnable task = tasks.poll();
            if (worker.woken) {
                worker.woken = false;
                waking = false;
                if (!tasks.isEmpty()) {
                    wakeOne();
                }
            }
            if (task != null) {
                return task;
            }
            if (finishing && tasks.isEmpty()) {
                return null;
            }
            parked.push(worker);
            if (!tasks.isEmpty()) {
                wakeOne();
            }
            if (!awaitSignal(worker)) {
                return null;
            }
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Counts the tasks by walking over them. */
    int size() {
        return tasks.size();
    }

    /** Drops the tasks, accepts no more and sends every worker home that comes for one. */
    void stop() {
        finishing = true;
        Runnable task;
        while ((task = tasks.poll()) != null) {
            WorkerPool.drop(task);
        }
        finish();
    }

    /** Accepts no more tasks and sends every worker home that finds none. */
    void finish() {
        finishing = true;
        Worker worker;
        while ((worker = parked.pop()) != null) {
            signal(worker);
        }
    }

    private void wakeOne() {
        while (!waking && WAKING.compareAndSet(this, false, true)) {
            Worker worker = parked.pop();
            if (worker != null) {
                signal(worker);
                return;
            }
            if (startOne()) {
                return;
            }
            waking = false;
            if (tasks.isEmpty() || parked.isEmpty()) {
                warning.saturated(parked.pushes(), tasks);
                return;
            }
        }
    }

    private boolean startOne() {
        boolean returned = false;
        try {
            boolean started = staff.startOne();
            returned = true;
            return started;
        } finally {
            if (!returned) {
                // There was no memory for a thread, for example: the token must not be lost with it.
                waking = false;
            }
        }
    }

    private static void signal(Worker worker) {
        worker.signalled = true;
        LockSupport.unpark(worker);
    }

    /** Parks until popped; false if no task will come any more (the worker then may stay among the parked). */
    private boolean awaitSignal(Worker worker) {
        while (!worker.signalled) {
            if (finishing && tasks.isEmpty()) {
                return false;
            }
            LockSupport.park(this);
            // An interrupt meant for a task that has ended would make park return at once for ever.
            Thread.interrupted();
        }
        worker.signalled = false;
        worker.woken = true;
        return true;
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.internal.work.WorkerPool;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on workers in the order given, never two at once. Safe from any thread.
 *
 * <p>{@code pending} counts tasks that have not finished, and the owner's own turn if it began as busy. Whoever takes
 * it from 0 to 1 submits this to the pool; whoever finishes a task and finds more goes on.
 */
final class SerialTasks implements Runnable {

    private final WorkerPool workers;
    private final Owner owner;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending;

    /**
     * @param busy true if the owner is running already, so that tasks wait for {@link #ownerReturned}
     */
    SerialTasks(WorkerPool workers, Owner owner, boolean busy) {
        this.workers = workers;
        this.owner = owner;
        this.pending = new AtomicInteger(busy ? 1 : 0);
    }

    /** Whose tasks they are. */
    interface Owner {

        /** Runs a task, unless it is to be dropped, and deals with what it throws. */
        void perform(Runnable task);
    }

    void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            workers.submit(this);
        }
    }

    /** Runs a task in the calling thread if nothing runs and nothing waits, else in its turn. */
    void executeHere(Runnable task) {
        if (!pending.compareAndSet(0, 1)) {
            execute(task);
            return;
        }
        try {
            owner.perform(task);
        } finally {
            if (pending.decrementAndGet() > 0) {
                workers.submit(this);
            }
        }
    }

    /** Ends the owner's own turn; tasks that came meanwhile run in the calling thread, a worker. */
    void ownerReturned() {
        if (pending.decrementAndGet() > 0) {
            run();
        }
    }

    @Override
    public void run() {
        boolean more = true;
        while (more) {
            boolean returned = false;
            try {
                owner.perform(tasks.remove());
                returned = true;
            } finally {
                more = pending.decrementAndGet() > 0;
                if (!returned && more) {
                    // This worker is about to end with an error of the virtual machine; the other tasks are not lost.
                    workers.submit(this);
                }
            }
        }
    }
}

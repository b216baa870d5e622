package io.waitress.core.internal.work;

/**
 * A thread of {@link FixedWorkers}: takes tasks and runs them, one after the other. An error of the virtual machine ends
 * the thread, once a successor has taken its place.
 */
final class Worker extends ApplicationThread {

    final int slot;
    /** The slot + 1 of the worker parked before this one. Written before the push that publishes it. */
    volatile int below;
    /** Set by whoever popped this worker, cleared by itself. */
    volatile boolean signalled;
    /** Whether this worker holds the queue's waking token. Confined to the worker once it runs. */
    boolean woken;

    private final FixedWorkers pool;
    private final TaskQueue queue;

    Worker(FixedWorkers pool, TaskQueue queue, int slot, String name, int responseBufferSize) {
        super(null, name, responseBufferSize);
        this.pool = pool;
        this.queue = queue;
        this.slot = slot;
    }

    @Override
    public void run() {
        Runnable task;
        while ((task = queue.take(this)) != null) {
            runTask(task);
        }
    }

    @Override
    void failed(VirtualMachineError error) {
        log("The virtual machine failed while running a task; the worker is replaced", error);
        if (pool.replace(this)) {
            throw error;
        }
    }

    boolean belongsTo(FixedWorkers candidate) {
        return pool == candidate;
    }
}

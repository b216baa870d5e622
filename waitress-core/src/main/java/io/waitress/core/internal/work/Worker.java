package io.waitress.core.internal.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of {@link FixedWorkers}: takes tasks and runs them, one after the other. An exception ends the task only. An
 * error of the virtual machine ends the thread, once a successor has taken its place.
 */
public final class Worker extends Thread {

    /** How much larger than the response buffer the scratch buffer is, so that head and body fit one write. */
    static final int SCRATCH_FOR_HEAD = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = MethodHandles.lookup().findVarHandle(Worker.class, "running", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int slot;
    /** The slot + 1 of the worker parked before this one. Written before the push that publishes it. */
    volatile int below;
    /** Set by whoever popped this worker, cleared by itself. */
    volatile boolean signalled;
    /** Whether this worker holds the queue's waking token. Confined to the worker once it runs. */
    boolean woken;

    private final FixedWorkers pool;
    private final TaskQueue queue;
    private final int scratchBytes;
    /** Confined to the thread. */
    private ByteBuffer scratch;
    /** Written by the worker, opaque; read by whoever counts. */
    private boolean running;

    Worker(FixedWorkers pool, TaskQueue queue, int slot, String name, int scratchBytes) {
        super(null, null, name, 0, false);
        this.pool = pool;
        this.queue = queue;
        this.slot = slot;
        this.scratchBytes = scratchBytes;
    }

    /**
     * Returns the direct buffer that the calling worker may use until its current task ends, or null if the calling
     * thread is not a worker. Its content is undefined and its position and limit are as the last user left them.
     */
    public static ByteBuffer scratchOfCurrentThread() {
        return Thread.currentThread() instanceof Worker worker ? worker.scratch() : null;
    }

    private ByteBuffer scratch() {
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(scratchBytes);
        }
        return scratch;
    }

    @Override
    public void run() {
        Runnable task;
        while ((task = queue.take(this)) != null) {
            RUNNING.setOpaque(this, true);
            try {
                task.run();
            } catch (VirtualMachineError e) {
                LOG.error("The virtual machine failed while running a task; the worker is replaced", e);
                if (pool.replace(this)) {
                    throw e;
                }
            } catch (Throwable e) {
                LOG.error("A task failed", e);
            } finally {
                RUNNING.setOpaque(this, false);
            }
            // An interrupt belongs to the task during which it came.
            Thread.interrupted();
        }
    }

    boolean belongsTo(FixedWorkers candidate) {
        return pool == candidate;
    }

    /** Tells whether the worker is running a task. Any thread; a snapshot. */
    boolean running() {
        return (boolean) RUNNING.getOpaque(this);
    }
}

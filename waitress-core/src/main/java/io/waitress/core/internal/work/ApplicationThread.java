package io.waitress.core.internal.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A platform thread that runs tasks of the application, one after the other, and has a direct buffer for what they write.
 * An exception ends the task only.
 */
public class ApplicationThread extends Thread {

    /** How much larger than the response buffer the scratch buffer is, so that head and body fit one write. */
    static final int SCRATCH_FOR_HEAD = 8 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationThread.class);
    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = MethodHandles.lookup().findVarHandle(ApplicationThread.class, "running", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int scratchBytes;
    /** Confined to the thread. */
    private ByteBuffer scratch;
    /** Written by the thread, opaque; read by whoever counts. */
    private boolean running;

    /**
     * Creates a thread that inherits nothing from its creator's locals.
     *
     * @param target what the thread does, or null for its own {@link #run}
     */
    public ApplicationThread(Runnable target, String name, int responseBufferSize) {
        super(null, target, name, 0, false);
        this.scratchBytes = responseBufferSize + SCRATCH_FOR_HEAD;
    }

    /** Runs a task on the calling thread, which must be an application thread and lives on whatever is thrown. */
    public static void runHere(Runnable task) {
        ((ApplicationThread) currentThread()).runTask(task);
    }

    /**
     * Returns the direct buffer that the calling thread may use until its current task ends, or null if it is not an
     * application thread. Its content is undefined and its position and limit are as the last user left them.
     */
    public static ByteBuffer scratchOfCurrentThread() {
        return currentThread() instanceof ApplicationThread thread ? thread.scratch() : null;
    }

    /** Tells whether the thread is running a task. Any thread; a snapshot. */
    public final boolean running() {
        return (boolean) RUNNING.getOpaque(this);
    }

    /** Runs a task. Called by this thread. */
    final void runTask(Runnable task) {
        RUNNING.setOpaque(this, true);
        try {
            task.run();
        } catch (VirtualMachineError e) {
            failed(e);
        } catch (Throwable e) {
            log("A task failed", e);
        } finally {
            RUNNING.setOpaque(this, false);
            // An interrupt belongs to the task during which it came.
            interrupted();
        }
    }

    /** Deals with an error of the virtual machine; may throw it, so as to end the thread. Called by this thread. */
    void failed(VirtualMachineError error) {
        log("The virtual machine failed while running a task", error);
    }

    /** Never throws: the exception may be one that cannot be printed, or there may be no memory left to do so. */
    static void log(String message, Throwable cause) {
        try {
            LOG.error(message, cause);
        } catch (Throwable ignored) {
            // That it could not be told must not end the thread, nor anything that runs on it.
        }
    }

    private ByteBuffer scratch() {
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(scratchBytes);
        }
        return scratch;
    }
}

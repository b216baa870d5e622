package io.waitress.core.internal.buffer;

import java.io.IOException;

/**
 * Keeps the calling thread's interrupt away from file channels, which would close themselves. A want of direct memory is
 * a failure like others.
 */
public final class Interrupts {

    private Interrupts() {
    }

    /** An operation on a file. */
    @FunctionalInterface
    public interface FileOperation {

        /** Performs it. */
        long run() throws IOException;
    }

    /** Runs the operation with the interrupt status cleared, and sets it again afterwards. */
    public static long deferred(FileOperation operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return operation.run();
        } catch (OutOfMemoryError e) {
            throw DirectMemory.lacking(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

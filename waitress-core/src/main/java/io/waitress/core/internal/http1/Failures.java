package io.waitress.core.internal.http1;

/** What is not to be dealt with as the failure of one exchange. */
final class Failures {

    private Failures() {
    }

    /** Tells errors of the virtual machine; a stack overflow is the application's fault and leaves it whole. */
    static boolean fatal(Throwable cause) {
        return cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError);
    }

    /** Throws errors of the virtual machine on, so that the worker pool replaces the thread. */
    static void rethrowIfFatal(Throwable cause) {
        if (fatal(cause)) {
            throw (VirtualMachineError) cause;
        }
    }
}

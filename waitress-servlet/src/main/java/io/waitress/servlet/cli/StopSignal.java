package io.waitress.servlet.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns the signals that end a process (SIGTERM, SIGINT) into an interrupt of the thread that serves, and waits until
 * that thread has stopped and cleaned up. The process then ends with 0, a wanted end, where the JVM itself would give
 * 128 plus the signal's number; the price is that other shutdown hooks have no longer than this one.
 */
final class StopSignal {

    private final Thread serving = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    /** Makes the current thread the one that serves. */
    private StopSignal(Duration patience) {
        hook = new Thread(() -> stop(patience), "waitress-stop");
    }

    /**
     * Makes signals interrupt the current thread until the result is finished.
     *
     * @param patience how long that thread has to close it then
     */
    static StopSignal install(Duration patience) {
        StopSignal signal = new StopSignal(patience);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stop(Duration patience) {
        serving.interrupt();
        int status = Main.FAILED;
        try {
            if (finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                status = Main.STOPPED;
            }
        } catch (InterruptedException ignored) {
            // nobody interrupts a shutdown hook; if somebody does, the process shall end all the same
        }
        Runtime.getRuntime().halt(status);
    }

    /** Tells that everything is cleaned up. Signals have their usual effect again. */
    void finish() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // the signal has come, and the hook waits for the next line
        }
        finished.countDown();
    }
}

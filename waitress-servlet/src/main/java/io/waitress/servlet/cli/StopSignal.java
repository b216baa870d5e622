package io.waitress.servlet.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the thread that serves when the process is to end, and waits until that thread has cleaned up.
 *
 * <p>After a signal (SIGTERM, SIGINT, SIGHUP) the process ends with 0, a wanted end, where the JVM itself would give
 * 128 plus the signal's number; the price is that other shutdown hooks have no longer than this one. If an application
 * has called {@code System.exit}, the process ends soon, with the status that the application gave: a request that sits
 * in that call never ends, so that nothing is gained by waiting for requests. The JVM tells its hooks nothing of this
 * difference, but a signal is handled by a thread that is in {@code java.lang.Terminator} while hooks run. Where
 * there is no such thread, in a JVM unlike the known ones, the JVM's own status remains.
 */
final class StopSignal {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

    /** What stopping may take after {@code System.exit}: the server gives interrupted workers less. */
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(4);

    private final Thread serving = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Duration patience;
    private final Runnable cleaning;
    private final Thread hook = new Thread(this::stop, "waitress-stop");
    private volatile boolean hurried;

    /** Makes the current thread the one that serves. */
    private StopSignal(Duration patience, Runnable cleaning) {
        this.patience = patience;
        this.cleaning = cleaning;
    }

    /**
     * Makes the end of the process interrupt the current thread until the result is finished.
     *
     * @param patience how long that thread has to close it after a signal
     * @param cleaning what is to be done in its place if it cannot, because it is the one that ends the process
     */
    static StopSignal install(Duration patience, Runnable cleaning) {
        StopSignal signal = new StopSignal(patience, cleaning);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stop() {
        if (signalled()) {
            serving.interrupt();
            Runtime.getRuntime().halt(finishedWithin(patience) ? Main.STOPPED : Main.FAILED);
        }
        LOG.warn("The application has called System.exit; the process ends");
        if (ending(serving.getStackTrace())) {
            cleaning.run();
            return;
        }
        hurried = true;
        serving.interrupt();
        finishedWithin(SHORT_PATIENCE);
    }

    private boolean finishedWithin(Duration time) {
        try {
            return finished.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ignored) {
            return false; // nobody interrupts a shutdown hook; if somebody does, the process shall end all the same
        }
    }

    private static boolean signalled() {
        return Thread.getAllStackTraces().values().stream().flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().startsWith("java.lang.Terminator"));
    }

    private static boolean ending(StackTraceElement[] stack) {
        return Stream.of(stack).anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /** Tells whether requests that still run are not worth waiting for. */
    boolean hurried() {
        return hurried;
    }

    /** Tells that everything is cleaned up. Signals have their usual effect again. */
    void finish() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // the process is ending, and the hook waits for the next line
        }
        finished.countDown();
    }
}

package io.waitress.core.internal.tls;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for the arithmetic of handshakes, one per processor, started when needed and ended when idle: so busy workers
 * delay no handshake, and handshakes no worker. Any thread.
 */
final class HandshakeThreads {

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    HandshakeThreads(String prefix) {
        AtomicInteger started = new AtomicInteger();
        int processors = Runtime.getRuntime().availableProcessors();
        threads = new ThreadPoolExecutor(processors, processors, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, prefix + started.incrementAndGet(), 0, false);
                    thread.setDaemon(true);
                    return thread;
                }, new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs a task soon; after the end, never. At most one waits for each connection. */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /** Forgets a task that has not begun, since its connection has ended. */
    void cancel(Runnable task) {
        threads.remove(task);
    }

    /** Returns how many tasks wait. */
    int waiting() {
        return threads.getQueue().size();
    }

    /** Ends the threads. */
    void end() {
        threads.shutdownNow();
    }
}

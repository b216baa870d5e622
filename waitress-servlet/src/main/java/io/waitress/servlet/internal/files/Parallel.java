package io.waitress.servlet.internal.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Does something with each of several items on all processors: on the calling thread and some beside it. */
public final class Parallel {

    private static final int MAX_THREADS = 8;

    /** Something to be done with each item that may fail. */
    @FunctionalInterface
    public interface Task {

        /**
         * Does it with the item of that number.
         *
         * @throws IOException if that fails
         */
        void run(int number) throws IOException;
    }

    private Parallel() {
    }

    /**
     * Does it with the numbers from 0, in any order.
     *
     * @param items how many numbers
     * @param task what to do
     * @throws IOException what the first task that failed has thrown; others may not have run then
     */
    public static void forEach(int items, Task task) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < items && failure.get() == null;
                    i = next.getAndIncrement()) {
                try {
                    task.run(i);
                } catch (IOException | RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }
        };
        List<Thread> helpers = new ArrayList<>();
        int threads = Math.min(Math.min(items, MAX_THREADS), Runtime.getRuntime().availableProcessors());
        for (int i = 1; i < threads; i++) {
            Thread helper = new Thread(work, "waitress-deploy-" + i);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
        work.run();
        helpers.forEach(Parallel::join);
        rethrow(failure.get());
    }

    /** An interrupt is put off: what the helpers read is closed afterwards. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}

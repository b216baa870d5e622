package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Queue non-empty ⇒ some worker is awake or being woken. A lost wake-up shows as a task that is never run, because no
 * further task is submitted before it has.
 */
@Timeout(300)
class TaskQueueStressTest {

    private static final long LOST_SECONDS = 20;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "2, 1", "2, 2", "4, 2", "4, 4", "16, 3"})
    void neverForgetsATask(int threads, int producers) throws Exception {
        FixedWorkers workers = new FixedWorkers(threads, "stress", 1);
        CountDownLatch finished = new CountDownLatch(producers);
        AtomicInteger lost = new AtomicInteger();
        for (int p = 0; p < producers; p++) {
            int burst = p + 1;
            new Thread(() -> {
                if (!produce(workers, burst, 60_000 / (producers * burst))) {
                    lost.incrementAndGet();
                }
                finished.countDown();
            }).start();
        }

        finished.await();
        workers.stop();

        assertTrue(workers.awaitTermination(Duration.ofSeconds(LOST_SECONDS)), "a worker was not woken to end");
        assertTrue(lost.get() == 0, "a task was never run");
    }

    /** Blocking tasks need each other: every worker has to be woken, not only the first. */
    @Test
    void wakesAsManyWorkersAsThereAreTasks() throws Exception {
        int threads = 4;
        FixedWorkers workers = new FixedWorkers(threads, "stress", 1);
        for (int round = 0; round < 5_000; round++) {
            CountDownLatch together = new CountDownLatch(threads);
            CountDownLatch done = new CountDownLatch(threads);
            for (int i = 0; i < threads; i++) {
                workers.submit(() -> {
                    together.countDown();
                    await(together);
                    done.countDown();
                });
            }
            assertTrue(done.await(LOST_SECONDS, TimeUnit.SECONDS), "round " + round + ": a worker slept");
        }
        workers.stop();
        assertTrue(workers.awaitTermination(Duration.ofSeconds(LOST_SECONDS)));
    }

    private static boolean produce(FixedWorkers workers, int burst, int rounds) {
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < rounds; i++) {
            for (int b = 0; b < burst; b++) {
                workers.submit(done::release);
            }
            try {
                if (!done.tryAcquire(burst, LOST_SECONDS, TimeUnit.SECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                return false;
            }
        }
        return true;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

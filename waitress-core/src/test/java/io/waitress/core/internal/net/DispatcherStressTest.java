package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tasks from many threads. The dispatcher sleeps for a second at most, so a lost wake-up shows as a task that waits for
 * it; with thousands of them in a row the test does not end.
 */
@Timeout(300)
class DispatcherStressTest {

    private final WorkerPool workers = WorkerPool.create(Settings.builder().threads(1).build(), "stress");
    private Dispatcher dispatcher;
    private Thread thread;

    @BeforeEach
    void start() throws Exception {
        dispatcher = new Dispatcher("stress-dispatcher", Settings.builder().build(), workers, Ticker.SYSTEM,
                failure -> { });
        thread = new Thread(dispatcher);
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        dispatcher.stop();
        thread.join();
        workers.stop();
    }

    @Test
    void wakesUpForEveryTask() throws Exception {
        int producers = 3;
        int rounds = 30_000;
        CountDownLatch finished = new CountDownLatch(producers);
        for (int p = 0; p < producers; p++) {
            new Thread(() -> {
                Semaphore done = new Semaphore(0);
                for (int i = 0; i < rounds; i++) {
                    dispatcher.execute(done::release);
                    done.acquireUninterruptibly();
                }
                finished.countDown();
            }).start();
        }

        finished.await();
    }

    @Test
    void runsTasksInOrderAndInTheRole() throws Exception {
        int tasks = 100_000;
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean wrong = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < tasks; i++) {
            int number = i;
            dispatcher.execute(() -> {
                if (next.getAndIncrement() != number || !dispatcher.holdsRole()) {
                    wrong.set(true);
                }
                if (number == tasks - 1) {
                    done.countDown();
                }
            });
        }
        done.await();

        assertFalse(wrong.get());
        assertFalse(dispatcher.holdsRole());
    }

    @Test
    void doesNotWakeUpForALazyTask() throws Exception {
        CountDownLatch awake = new CountDownLatch(1);
        dispatcher.execute(awake::countDown);
        awake.await();
        long wakeups = dispatcher.counters().wakeups();
        CountDownLatch done = new CountDownLatch(1);

        dispatcher.executeLazily(done::countDown);
        done.await();

        assertEquals(wakeups, dispatcher.counters().wakeups());
    }

    @Test
    void handsOverToTheWorkersFromAnyThread() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        AtomicBoolean inRole = new AtomicBoolean();
        Runnable task = () -> {
            inRole.compareAndSet(false, dispatcher.holdsRole());
            done.countDown();
        };

        dispatcher.submit(task);
        dispatcher.execute(() -> dispatcher.submit(task));

        done.await();
        assertFalse(inRole.get());
        assertTrue(thread.isAlive());
    }
}

package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dispatcher that sleeps until it is woken, however long that is: a lost wake-up shows as a task that never runs. */
@Timeout(300)
class TaskInboxStressTest {

    private static final int PRODUCERS = 3;
    private static final int ROUNDS = 50_000;
    private static final long LOST_SECONDS = 60;

    private final TaskInbox inbox = new TaskInbox();
    private final Semaphore wakeups = new Semaphore(0);
    private final CountDownLatch finished = new CountDownLatch(PRODUCERS);

    @Test
    void wakesUpForEveryTask() throws Exception {
        for (int p = 0; p < PRODUCERS; p++) {
            new Thread(this::produce).start();
        }

        while (finished.getCount() > 0) {
            if (inbox.fallAsleep()) {
                assertTrue(wakeups.tryAcquire(LOST_SECONDS, TimeUnit.SECONDS), "nobody woke the dispatcher");
            }
            inbox.awake();
            inbox.runAll(Runnable::run, 10);
        }
    }

    private void produce() {
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < ROUNDS; i++) {
            add(done::release);
            done.acquireUninterruptibly();
        }
        add(finished::countDown);
    }

    private void add(Runnable task) {
        if (inbox.add(task)) {
            wakeups.release();
        }
    }
}

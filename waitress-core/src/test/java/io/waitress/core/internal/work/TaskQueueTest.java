package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TaskQueueTest {

    private static final Runnable TASK = () -> { };

    /**
     * The interleaving that needs the producer's last look: a worker that has found nothing parks while the producer,
     * who has found nobody parked, asks for a new thread in vain. The worker sees the token and relies on the producer.
     */
    @Test
    void wakesAWorkerThatParksWhileTheProducerFindsNobody() throws Exception {
        CountDownLatch foundNothing = new CountDownLatch(1);
        CountDownLatch foundNobody = new CountDownLatch(1);
        ParkedWorkers parked = new ParkedWorkers(1) {
            @Override
            void push(Worker worker) {
                foundNothing.countDown();
                await(foundNobody);
                super.push(worker);
            }
        };
        Thread[] consumer = new Thread[1];
        TaskQueue[] queue = new TaskQueue[1];
        queue[0] = new TaskQueue(parked, () -> {
            foundNobody.countDown();
            while (LockSupport.getBlocker(consumer[0]) != queue[0]) {
                Thread.onSpinWait();
            }
            return false;
        }, new QueueDepthWarning(1));
        BlockingQueue<Runnable> taken = new LinkedBlockingQueue<>();
        Worker worker = new Worker(null, queue[0], 0, "test", 1);
        // Signals go to the worker's own thread, which is not running here.
        consumer[0] = new Thread(() -> taken.add(queue[0].take(worker)));
        consumer[0].start();
        foundNothing.await();

        queue[0].add(TASK);

        assertTrue(worker.signalled, "the parked worker was not woken");
        LockSupport.unpark(consumer[0]);
        assertEquals(TASK, taken.take());
    }

    @Test
    void keepsTheTokenWhenAThreadCannotBeStarted() {
        AtomicInteger asked = new AtomicInteger();
        TaskQueue queue = new TaskQueue(new ParkedWorkers(1), () -> {
            asked.incrementAndGet();
            throw new OutOfMemoryError("deliberate");
        }, new QueueDepthWarning(1));

        assertThrows(OutOfMemoryError.class, () -> queue.add(TASK));
        assertThrows(OutOfMemoryError.class, () -> queue.add(TASK));

        assertEquals(2, asked.get());
        assertEquals(2, queue.size());
        assertFalse(queue.isEmpty());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

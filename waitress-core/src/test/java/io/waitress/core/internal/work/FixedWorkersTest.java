package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FixedWorkersTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final FixedWorkers workers = new FixedWorkers(3, "test", 1000);

    @AfterEach
    void stop() throws InterruptedException {
        workers.stop();
        workers.interruptAll();
        assertTrue(workers.awaitTermination(SOON));
    }

    @Test
    void runsTasksAtTheSameTimeUpToItsSize() throws Exception {
        CyclicBarrier all = new CyclicBarrier(4);
        for (int i = 0; i < 3; i++) {
            workers.submit(() -> await(all));
        }

        await(all);
    }

    @Test
    void makesDoWithTheThreadsThatTheSystemAllows() throws Exception {
        AtomicLong time = new AtomicLong();
        AtomicInteger refusals = new AtomicInteger();
        FixedWorkers few = new FixedWorkers(3, "few", 1000, worker -> {
            if (worker.slot > 0 && refusals.getAndIncrement() < 2) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            worker.start();
        }, time::get);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        few.submit(() -> {
            started.countDown();
            await(release);
        });
        await(started);

        few.submit(() -> { });
        few.submit(() -> { });
        assertEquals(1, refusals.get());
        time.addAndGet(FixedWorkers.REFUSAL_PAUSE_NANOS);
        few.submit(() -> { });
        assertEquals(2, refusals.get());
        assertEquals(3, few.queued());
        time.addAndGet(FixedWorkers.REFUSAL_PAUSE_NANOS);
        CountDownLatch beside = new CountDownLatch(1);
        few.submit(beside::countDown);
        await(beside);

        release.countDown();
        few.finish();
        assertTrue(few.awaitTermination(SOON));
        assertEquals(0, few.queued());
    }

    @Test
    void keepsAWorkerThatCannotBeReplaced() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        FixedWorkers single = new FixedWorkers(1, "single", 1000, worker -> {
            if (starts.getAndIncrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            worker.start();
        }, System::nanoTime);
        single.submit(() -> {
            throw new InternalError("deliberate");
        });
        CountDownLatch next = new CountDownLatch(1);
        single.submit(next::countDown);

        await(next);
        single.stop();
        assertTrue(single.awaitTermination(SOON));
    }

    @Test
    void finishesWhatWaitsAndTellsWhatComesLaterThatItIsDropped() throws Exception {
        FixedWorkers single = new FixedWorkers(1, "single", 1000);
        CountDownLatch release = new CountDownLatch(1);
        Dropped waiting = new Dropped();
        Dropped late = new Dropped();
        single.submit(() -> await(release));
        single.submit(waiting);

        single.finish();
        single.submit(late);
        release.countDown();

        assertTrue(single.awaitTermination(SOON));
        assertEquals("1 0", waiting.runs + " " + waiting.drops);
        assertEquals("0 1", late.runs + " " + late.drops);
    }

    @Test
    void tellsWhatWaitsAtTheStopThatItIsDropped() throws Exception {
        FixedWorkers single = new FixedWorkers(1, "single", 1000);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Dropped waiting = new Dropped();
        single.submit(() -> {
            started.countDown();
            await(release);
        });
        await(started);
        single.submit(waiting);

        single.stop();
        release.countDown();

        assertTrue(single.awaitTermination(SOON));
        assertEquals("0 1", waiting.runs + " " + waiting.drops);
    }

    /** Counts what becomes of it. */
    private static final class Dropped implements Discardable {

        private volatile int runs;
        private volatile int drops;

        @Override
        public void run() {
            runs = runs + 1;
        }

        @Override
        public void discard() {
            drops = drops + 1;
        }
    }

    @Test
    void keepsFurtherTasksWaitingInOrder() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            workers.submit(() -> {
                started.countDown();
                await(release);
            });
        }
        started.await();
        assertFalse(workers.backlogged());
        List<Integer> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            int number = i;
            workers.submit(() -> {
                order.add(number);
                done.countDown();
            });
        }

        assertTrue(workers.backlogged());
        assertEquals(5, workers.queued());
        assertEquals(3, workers.busy());
        release.countDown();
        done.await();

        assertEquals(5, order.size());
        assertEquals(0, workers.queued());
    }

    @Test
    void startsNoMoreThreadsThanAreNeededAndWakesTheLastParked() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        Exchanger<String> reply = new Exchanger<>();

        for (int i = 0; i < 20; i++) {
            workers.submit(() -> {
                try {
                    reply.exchange(Thread.currentThread().getName());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            names.add(reply.exchange(""));
            awaitIdle();
        }

        assertEquals(Set.of("test-worker-1"), names);
    }

    @Test
    void survivesAnExceptionOfATask() throws Exception {
        FixedWorkers single = new FixedWorkers(1, "single", 1);
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        single.submit(() -> {
            threads.add(Thread.currentThread());
            throw new IllegalStateException("deliberate");
        });
        single.submit(() -> threads.add(Thread.currentThread()));

        assertSame(threads.take(), threads.take());
        single.stop();
        assertTrue(single.awaitTermination(SOON));
    }

    @Test
    void replacesAWorkerThatDiesOfAnErrorOfTheVirtualMachine() throws Exception {
        BlockingQueue<Thread> died = new LinkedBlockingQueue<>();
        workers.submit(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> died.add(thread));
            throw new InternalError("deliberate");
        });
        Thread first = died.take();
        BlockingQueue<Thread> next = new LinkedBlockingQueue<>();

        for (int i = 0; i < 3; i++) {
            CountDownLatch release = new CountDownLatch(1);
            workers.submit(() -> {
                next.add(Thread.currentThread());
                release.countDown();
            });
            release.await();
            assertNotSame(first, next.take());
        }
    }

    @Test
    void doesNotPassAnInterruptOnToTheNextTask() throws Exception {
        FixedWorkers single = new FixedWorkers(1, "single", 1);
        single.submit(() -> Thread.currentThread().interrupt());
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        single.submit(() -> interrupted.add(Thread.currentThread().isInterrupted()));

        assertFalse(interrupted.take());
        single.stop();
        assertTrue(single.awaitTermination(SOON));
    }

    @Test
    void dropsWaitingTasksAndRefusesNewOnesWhenStopped() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(3);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            workers.submit(() -> {
                started.countDown();
                await(release);
            });
        }
        started.await();
        workers.submit(ran::incrementAndGet);

        workers.stop();
        workers.submit(ran::incrementAndGet);

        assertFalse(workers.awaitTermination(Duration.ofMillis(1)));
        release.countDown();
        assertTrue(workers.awaitTermination(SOON));
        assertEquals(0, ran.get());
    }

    @Test
    void interruptsRunningTasks() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        workers.submit(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        started.await();

        workers.interruptAll();

        interrupted.await();
    }

    @Test
    void givesEachWorkerAScratchBufferOfItsOwn() throws Exception {
        BlockingQueue<ByteBuffer> seen = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            workers.submit(() -> {
                seen.add(ApplicationThread.scratchOfCurrentThread());
                seen.add(ApplicationThread.scratchOfCurrentThread());
            });
            ByteBuffer first = seen.take();
            assertSame(first, seen.take());
            assertTrue(first.isDirect());
            assertEquals(1000 + ApplicationThread.SCRATCH_FOR_HEAD, first.capacity());
        }
        assertNull(ApplicationThread.scratchOfCurrentThread());
    }

    private void awaitIdle() {
        while (workers.busy() > 0 || !allWaiting()) {
            Thread.onSpinWait();
        }
    }

    private static boolean allWaiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread instanceof Worker && thread.getName().startsWith("test-worker-"))
                .allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@Timeout(300)
class VirtualWorkersTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void saysWhichJavaIsNeeded() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> new VirtualWorkers(1, "test"));

        assertTrue(refused.getMessage().startsWith("virtualThreads: needs Java 21 or newer"), refused.getMessage());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void runsEachTaskOnAThreadOfItsOwn() throws Exception {
        VirtualWorkers workers = new VirtualWorkers(1, "test");
        LinkedBlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        workers.submit(() -> threads.add(Thread.currentThread()));
        workers.submit(() -> threads.add(Thread.currentThread()));

        Thread first = threads.take();
        assertNotSame(first, threads.take());
        assertEquals("test-worker-1", first.getName());
        stop(workers);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void runsNoMoreTasksAtOnceThanItHasPermits() throws Exception {
        VirtualWorkers workers = new VirtualWorkers(3, "test");
        AtomicInteger now = new AtomicInteger();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < 20_000; i++) {
            workers.submit(() -> {
                seen.add(now.incrementAndGet());
                Thread.yield();
                now.decrementAndGet();
                done.release();
            });
        }

        assertTrue(done.tryAcquire(20_000, 30, TimeUnit.SECONDS), "a task was never run");
        assertTrue(seen.stream().allMatch(count -> count <= 3), seen.toString());
        stop(workers);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void neverForgetsATask() throws Exception {
        VirtualWorkers workers = new VirtualWorkers(1, "test");
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < 50_000; i++) {
            workers.submit(done::release);
            if (i % 3 == 0) {
                assertTrue(done.tryAcquire(30, TimeUnit.SECONDS), "a task was never run");
            } else {
                workers.submit(done::release);
                assertTrue(done.tryAcquire(2, 30, TimeUnit.SECONDS), "a task was never run");
            }
        }
        stop(workers);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void survivesAnExceptionAndInterruptsRunningTasks() throws Exception {
        VirtualWorkers workers = new VirtualWorkers(1, "test");
        workers.submit(() -> {
            throw new IllegalStateException("deliberate");
        });
        CountDownLatch started = new CountDownLatch(1);
        workers.submit(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ignored) {
                // What the test waits for.
            }
        });
        started.await();
        assertEquals(1, workers.busy());
        workers.submit(() -> { });
        assertTrue(workers.backlogged());

        workers.stop();
        assertFalse(workers.awaitTermination(Duration.ofMillis(1)));
        workers.interruptAll();

        assertTrue(workers.awaitTermination(SOON));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void passesNothingOnFromTheThreadThatSubmits() throws Exception {
        VirtualWorkers workers = new VirtualWorkers(1, "test");
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        ClassLoader own = new ClassLoader(null) { };
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch submitted = new CountDownLatch(1);
        workers.submit(() -> {
            user.set("alice");
            Thread.currentThread().setContextClassLoader(own);
            try {
                submitted.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        workers.submit(() -> seen.add(user.get() + " " + (Thread.currentThread().getContextClassLoader() == own)));
        submitted.countDown();

        assertEquals("null false", seen.poll(30, TimeUnit.SECONDS));
        stop(workers);
    }

    private static void stop(VirtualWorkers workers) throws InterruptedException {
        workers.stop();
        assertTrue(workers.awaitTermination(SOON));
    }
}

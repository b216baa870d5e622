package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ParkedWorkersTest {

    @Test
    void givesTheLastParkedFirst() {
        ParkedWorkers parked = new ParkedWorkers(2);
        Worker first = worker(0);
        Worker second = worker(1);
        assertTrue(parked.isEmpty());
        parked.push(first);
        parked.push(second);

        assertSame(second, parked.pop());
        assertSame(first, parked.pop());
        assertNull(parked.pop());
        assertTrue(parked.isEmpty());
    }

    @Test
    void changesItsNumberWithEachPush() {
        ParkedWorkers parked = new ParkedWorkers(1);
        Worker worker = worker(0);
        parked.push(worker);
        int before = parked.pushes();
        parked.pop();

        parked.push(worker);

        assertNotEquals(before, parked.pushes());
    }

    @Test
    void neverGivesAWorkerTwiceNorLosesOne() throws Exception {
        int workers = 4;
        int threads = 4;
        ParkedWorkers parked = new ParkedWorkers(workers);
        for (int i = 0; i < workers; i++) {
            parked.push(worker(i));
        }
        AtomicIntegerArray owners = new AtomicIntegerArray(workers);
        AtomicReference<String> wrong = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                for (int i = 0; i < 1_000_000 && wrong.get() == null; i++) {
                    Worker worker = parked.pop();
                    if (worker != null) {
                        if (owners.incrementAndGet(worker.slot) != 1) {
                            wrong.set("worker " + worker.slot + " was given to two");
                        }
                        owners.decrementAndGet(worker.slot);
                        parked.push(worker);
                    }
                }
                done.countDown();
            }).start();
        }
        done.await();

        assertNull(wrong.get());
        Set<Integer> left = new HashSet<>();
        Worker worker;
        while ((worker = parked.pop()) != null) {
            left.add(worker.slot);
        }
        assertEquals(Set.of(0, 1, 2, 3), left);
    }

    private static Worker worker(int slot) {
        return new Worker(null, null, slot, "test-" + slot, 1);
    }
}

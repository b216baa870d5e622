package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two threads share a role. Code that is run without it now and then waits until the other thread has taken it, so if
 * nobody watches the test does not end.
 */
@Timeout(300)
class DispatcherRoleStressTest {

    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private DispatcherRole role;
    private int tick;
    private int wanted;
    private final AtomicInteger takeovers = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    // Confined to the role.
    private long turns;
    private int inside;

    /** Without ticks the one who stands by falls asleep at once, so that far more changes meet each other. */
    @ParameterizedTest
    @CsvSource({"0, 500, 100", "500000, 1, 500"})
    void hasOneHolderAtATimeAndIsNeverVacantForLong(int tickNanos, int lives, int takeoversEach) throws Exception {
        tick = tickNanos;
        wanted = takeoversEach;
        for (int life = 0; life < lives; life++) {
            liveOnce();
        }
    }

    private void liveOnce() throws InterruptedException {
        role = new DispatcherRole(tick);
        takeovers.set(0);
        turns = 0;
        Thread[] threads = {new Thread(this::takeAndShare), new Thread(this::share)};
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(0, failures.get(), "nobody took the role, or stood by");
        assertEquals(0, overlaps.get(), "two held the role");
        assertTrue(takeovers.get() >= wanted);
        assertTrue(turns >= wanted);
        assertFalse(role.held());
        assertFalse(role.take());
    }

    private void takeAndShare() {
        if (role.take()) {
            lead();
        }
        share();
    }

    private void share() {
        while (role.await()) {
            lead();
        }
    }

    private void lead() {
        takeovers.incrementAndGet();
        boolean held = true;
        while (held) {
            beExclusive();
            if (takeovers.get() >= wanted || failures.get() > 0) {
                if (ThreadLocalRandom.current().nextBoolean()) {
                    LockSupport.parkNanos(100_000); // so that the other thread sleeps at the end
                }
                role.end();
                return;
            }
            if (await(role::vacatable)) {
                int seen = takeovers.get();
                if (!role.vacate()) {
                    failures.incrementAndGet();
                }
                runApplication(seen);
                held = role.take();
            }
        }
    }

    /** Sometimes for as long as it takes the other thread to stop watching, which is the moment to test. */
    private void beExclusive() {
        if (inside++ != 0 || !role.held()) {
            overlaps.incrementAndGet();
        }
        turns++;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (tick > 0 && random.nextInt(4) == 0) {
            LockSupport.parkNanos(random.nextInt(3 * tick));
        }
        spin();
        inside--;
    }

    private void runApplication(int seen) {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            await(() -> takeovers.get() != seen);
        } else {
            spin();
        }
    }

    /** From some nanoseconds to some microseconds, each order of magnitude as often as the others. */
    private static void spin() {
        for (int i = 1 << ThreadLocalRandom.current().nextInt(10); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LOST_NANOS;
        while (!condition.getAsBoolean()) {
            if (failures.get() > 0 || System.nanoTime() - deadline > 0) {
                failures.incrementAndGet();
                return false;
            }
            Thread.yield();
        }
        return true;
    }
}

package io.waitress.servlet.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SessionSweeperTest {

    @Test
    void goesOnAfterAnError() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        SessionSweeper sweeper = new SessionSweeper(() -> {
            twice.countDown();
            if (twice.getCount() == 1) {
                throw new StackOverflowError("thrown by the test");
            }
            return 0;
        }, System::currentTimeMillis);
        sweeper.expectWithin(1);
        try {
            while (!twice.await(1, TimeUnit.SECONDS) && sweeping()) {
                sweeper.expectWithin(1);
            }
            assertEquals(0, twice.getCount(), "the sweeper has ended");
        } finally {
            sweeper.stop();
        }
    }

    private static boolean sweeping() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("waitress-sessions"));
    }

    @Test
    void hasEndedItsWorkWhenItIsStopped() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        SessionSweeper sweeper = new SessionSweeper(() -> {
            inside.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            left.set(true);
            return Long.MAX_VALUE;
        }, System::currentTimeMillis);
        sweeper.expectWithin(1);
        inside.await();
        AtomicBoolean leftBeforeStopReturned = new AtomicBoolean();
        Thread stopping = new Thread(() -> {
            sweeper.stop();
            leftBeforeStopReturned.set(left.get());
        });
        stopping.start();
        while (stopping.getState() != Thread.State.WAITING && stopping.getState() != Thread.State.TIMED_WAITING
                && stopping.isAlive()) {
            Thread.onSpinWait();
        }
        released.countDown();
        stopping.join();
        assertTrue(leftBeforeStopReturned.get(), "stop returned while listeners were running");
    }

    @Test
    void mayBeStoppedByAListener() throws Exception {
        AtomicReference<SessionSweeper> self = new AtomicReference<>();
        CountDownLatch stopped = new CountDownLatch(1);
        self.set(new SessionSweeper(() -> {
            self.get().stop();
            stopped.countDown();
            return Long.MAX_VALUE;
        }, System::currentTimeMillis));
        self.get().expectWithin(1);
        assertTrue(stopped.await(30, TimeUnit.SECONDS));
    }

    @Test
    void inheritsNothingFromTheRequestThatStartsIt() throws Exception {
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        AtomicReference<String> seen = new AtomicReference<>("not run");
        CountDownLatch ran = new CountDownLatch(1);
        SessionSweeper sweeper = new SessionSweeper(() -> {
            seen.set(user.get());
            ran.countDown();
            return Long.MAX_VALUE;
        }, System::currentTimeMillis);
        user.set("alice");
        try {
            sweeper.expectWithin(1);
            assertTrue(ran.await(30, TimeUnit.SECONDS));
            assertNull(seen.get());
        } finally {
            user.remove();
            sweeper.stop();
        }
    }
}

package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ConnectionLimitTest {

    @Test
    void countsUpToTheLimit() {
        ConnectionLimit limit = new ConnectionLimit(2);

        assertTrue(limit.tryAcquire());
        assertTrue(limit.tryAcquire());
        assertFalse(limit.tryAcquire());
        assertEquals(2, limit.open());
        limit.release();
        assertTrue(limit.tryAcquire());
    }

    @Test
    void tellsOnceThatThereIsRoomToWhomeverAsked() {
        AtomicInteger told = new AtomicInteger();
        ConnectionLimit limit = new ConnectionLimit(2);
        limit.onRoom(told::incrementAndGet);
        limit.tryAcquire();
        assertFalse(limit.await());
        limit.tryAcquire();

        assertTrue(limit.await());
        assertEquals(0, told.get());
        limit.release();
        limit.release();

        assertEquals(1, told.get());
    }

    @Test
    void neverForgetsTheOneWhoWaits() throws Exception {
        ConnectionLimit limit = new ConnectionLimit(1);
        Semaphore room = new Semaphore(0);
        Semaphore acquired = new Semaphore(0);
        limit.onRoom(room::release);
        int rounds = 100_000;
        Thread closing = new Thread(() -> {
            for (int i = 0; i < rounds; i++) {
                acquired.acquireUninterruptibly();
                limit.release();
            }
        });
        closing.start();

        for (int i = 0; i < rounds; i++) {
            while (!limit.tryAcquire()) {
                if (limit.await()) {
                    assertTrue(room.tryAcquire(20, TimeUnit.SECONDS), "nobody said that there is room");
                }
            }
            acquired.release();
        }
        closing.join();

        assertEquals(0, limit.open());
    }
}

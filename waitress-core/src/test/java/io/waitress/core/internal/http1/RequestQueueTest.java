package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RequestQueueTest {

    private static final int ROUNDS = 200_000;

    private final RequestQueue<Integer> queue = new RequestQueue<>();

    @Test
    void asksForAServerOnlyWhenNobodyServes() {
        assertTrue(queue.append(1));
        assertFalse(queue.append(2));

        assertTrue(queue.remove());
        assertFalse(queue.remove());
        assertTrue(queue.append(3));
    }

    @Test
    void keepsTheOrder() {
        queue.append(1);
        queue.append(2);
        queue.append(3);

        assertEquals(1, queue.first());
        queue.remove();
        assertEquals(2, queue.first());
        queue.append(4);
        queue.remove();
        assertEquals(3, queue.first());
        queue.remove();
        assertEquals(4, queue.first());
        assertEquals(1, queue.outstanding());
    }

    @Test
    void tellsOfAttentionOnceWhenFewEnoughAreLeft() {
        queue.append(1);
        queue.append(2);
        queue.append(3);
        assertFalse(queue.attendAt(1));

        queue.remove();
        assertFalse(queue.takeAttention());
        queue.remove();
        assertTrue(queue.takeAttention());
        queue.remove();
        assertFalse(queue.takeAttention());
    }

    @Test
    void withdrawsAWishThatIsFulfilledAlready() {
        queue.append(1);

        assertTrue(queue.attendAt(1));
        queue.remove();

        assertFalse(queue.takeAttention());
    }

    /** Without the second look at the counter in append, a request stays behind and this hangs. */
    @Test
    void everyRequestIsServedOnceAndInOrder() throws Exception {
        ExecutorService servers = Executors.newFixedThreadPool(2);
        int[] served = {0};
        Semaphore all = new Semaphore(0);
        Runnable server = () -> {
            do {
                if (queue.first() != served[0]++) {
                    throw new AssertionError("expected " + (served[0] - 1) + ", got " + queue.first());
                }
                if (served[0] == ROUNDS) {
                    all.release();
                }
            } while (queue.remove());
        };
        Future<?> last = null;

        for (int i = 0; i < ROUNDS; i++) {
            if (queue.append(i)) {
                last = servers.submit(server);
            }
        }

        assertTrue(all.tryAcquire(60, TimeUnit.SECONDS), () -> "stuck after " + served[0]);
        last.get(60, TimeUnit.SECONDS);
        servers.shutdown();
    }

    /** Without the second look at the counter in attendAt, or the look at attention after remove, this hangs. */
    @Test
    void whoeverAsksForAttentionHearsOfTheEnd() throws Exception {
        ExecutorService servers = Executors.newFixedThreadPool(2);
        Semaphore attention = new Semaphore(0);
        Runnable server = () -> {
            boolean more;
            do {
                more = queue.remove();
                if (queue.takeAttention()) {
                    attention.release();
                }
            } while (more);
        };

        for (int i = 0; i < ROUNDS / 4; i++) {
            if (queue.append(i)) {
                servers.execute(server);
            }
            while (!queue.attendAt(0)) {
                assertTrue(attention.tryAcquire(60, TimeUnit.SECONDS), "nobody told");
            }
        }

        servers.shutdown();
    }
}

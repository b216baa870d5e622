package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NoncesTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Nonces nonces = new Nonces(nanos::get, 3);

    @Test
    void eachCountIsGoodOnce() {
        String nonce = nonces.next();

        assertTrue(nonces.use(nonce, 1));
        assertFalse(nonces.use(nonce, 1));
        assertTrue(nonces.use(nonce, 3));
        assertTrue(nonces.use(nonce, 2));
        assertFalse(nonces.use(nonce, 2));
        assertFalse(nonces.use(nonce, 0));
        assertTrue(nonces.use(nonce, 0xffffffffL));
        assertFalse(nonces.use(nonce, 4), "too far below to be known");
    }

    /** Whatever the order, no count is good twice, and one that is near the greatest is good once. */
    @Test
    void noCountIsGoodTwiceInWhateverOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String nonce = nonces.next();
        BitSet used = new BitSet();
        int greatest = 0;
        for (int i = 0; i < 20_000; i++) {
            int count = Math.max(1, greatest - 70 + random.nextInt(75) + (random.nextInt(500) == 0 ? 100 : 0));
            boolean expected = !used.get(count) && count >= greatest - 64;
            assertEquals(expected, nonces.use(nonce, count), "seed " + seed + ", count " + count + " of " + greatest);
            used.set(count);
            greatest = Math.max(greatest, count);
        }
    }

    @Test
    void areGoodForFiveMinutes() {
        String nonce = nonces.next();

        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertTrue(nonces.use(nonce, 1));
        nanos.addAndGet(1);
        assertFalse(nonces.use(nonce, 2));
    }

    @Test
    void onesOfOthersAreOfNoUse() {
        assertFalse(nonces.use(new Nonces(nanos::get, 3).next(), 1));
        assertFalse(nonces.use("", 1));
        assertFalse(nonces.use("not Base64!", 1));
        assertFalse(nonces.use("AAAA", 1));
        String nonce = nonces.next();
        char changed = nonce.charAt(12) == 'A' ? 'B' : 'A';
        assertFalse(nonces.use(nonce.substring(0, 12) + changed + nonce.substring(13), 1));
    }

    @Test
    void theOldestGiveWayAndAreNotGoodAgain() {
        String first = nonces.next();
        assertTrue(nonces.use(first, 1));
        for (int i = 0; i < 3; i++) {
            assertTrue(nonces.use(nonces.next(), 1));
        }

        assertFalse(nonces.use(first, 1));
        assertFalse(nonces.use(first, 2));
    }
}

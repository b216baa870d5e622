package io.waitress.servlet.internal.security;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The nonces of DIGEST (RFC 7616, section 3.3): the time, a number, and a code under a key that only this object has, so
 * that nothing is kept of one until somebody has logged in with it. From then on it is known which of its counts have
 * been used; of the latest nonces a bounded number, and who comes with an older one gets a new one. Safe from any
 * thread.
 */
public final class Nonces {

    private static final long LIFETIME_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int MOST = 10_000;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CONTENT_BYTES = 2 * Long.BYTES;
    private static final int CODE_BYTES = 16;

    /** Which counts of one nonce have been used: the greatest, and the 64 below it. */
    private static final class Counts {

        private long greatest;
        private long below;     // bit i: greatest - 1 - i has been used

        /** Uses a count; false if it has been used before, or may have been. */
        boolean use(long count) {
            long ahead = count - greatest;
            if (ahead > 0) {
                below = ahead >= Long.SIZE ? 0 : below << ahead;
                if (greatest > 0 && ahead <= Long.SIZE) {
                    below |= 1L << ahead - 1;
                }
                greatest = count;
                return true;
            }
            long bit = ahead == 0 || -ahead > Long.SIZE ? 0 : 1L << -ahead - 1;
            if (bit == 0 || (below & bit) != 0) {
                return false;
            }
            below |= bit;
            return true;
        }
    }

    private final SecretKeySpec key;
    private final LongSupplier nanoClock;
    private final int most;
    private final AtomicLong numbers = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Counts> used = new TreeMap<>();     // by number; guarded by lock
    private long forgotten = -1;                                    // numbers up to this one; guarded by lock

    /** Creates a source of nonces that are good for five minutes. */
    public Nonces() {
        this(System::nanoTime, MOST);
    }

    Nonces(LongSupplier nanoClock, int most) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
        this.nanoClock = nanoClock;
        this.most = most;
    }

    /**
     * Makes a nonce.
     *
     * @return one that was never there before
     */
    public String next() {
        ByteBuffer content = ByteBuffer.allocate(CONTENT_BYTES + CODE_BYTES)
                .putLong(nanoClock.getAsLong()).putLong(numbers.getAndIncrement());
        content.put(code(content.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content.array());
    }

    /**
     * Uses a nonce with a count, which is possible once.
     *
     * @param nonce as the client sent it
     * @param count from 1
     * @return false if the nonce is none of these or too old, or the count has been used
     */
    public boolean use(String nonce, long count) {
        ByteBuffer content = content(nonce);
        if (content == null || count < 1) {
            return false;
        }
        long age = nanoClock.getAsLong() - content.getLong();
        long number = content.getLong();
        if (age > LIFETIME_NANOS) {
            return false;
        }
        lock.lock();
        try {
            Counts counts = used.get(number);
            if (counts == null) {
                if (number <= forgotten) {
                    return false;
                }
                counts = new Counts();
                used.put(number, counts);
                if (used.size() > most) {
                    forgotten = used.pollFirstEntry().getKey();
                }
            }
            return counts.use(count);
        } finally {
            lock.unlock();
        }
    }

    /** Returns time and number of a nonce of this object, or null if it is none. */
    private ByteBuffer content(String nonce) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length != CONTENT_BYTES + CODE_BYTES) {
            return null;
        }
        byte[] code = Arrays.copyOfRange(bytes, CONTENT_BYTES, bytes.length);
        return MessageDigest.isEqual(code(bytes), code) ? ByteBuffer.wrap(bytes) : null;
    }

    private byte[] code(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(nonce, 0, CONTENT_BYTES);
            return Arrays.copyOf(mac.doFinal(), CODE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks " + ALGORITHM + ", which every one must have", e);
        }
    }
}

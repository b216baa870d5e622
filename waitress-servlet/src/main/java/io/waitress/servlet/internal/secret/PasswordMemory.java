package io.waitress.servlet.internal.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names and passwords that were right, as hashes under a key that only this object has; of the latest, a bounded
 * number. Safe from any thread.
 */
public final class PasswordMemory {

    private static final int MOST = 4096;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ByteBuffer, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {   // guarded by lock

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Creates a memory that knows nothing. */
    public PasswordMemory() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /**
     * Tells whether a pair was right lately.
     *
     * @param name the user's name
     * @param password the password
     * @return true if it was noted and not forgotten since
     */
    public boolean knows(String name, String password) {
        ByteBuffer hash = hash(name, password);
        lock.lock();
        try {
            return known.get(hash) != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes a pair that was right.
     *
     * @param name the user's name
     * @param password the password
     */
    public void note(String name, String password) {
        ByteBuffer hash = hash(name, password);
        lock.lock();
        try {
            known.put(hash, Boolean.TRUE);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a pair that is no longer right.
     *
     * @param name the user's name
     * @param password the password
     */
    public void forget(String name, String password) {
        ByteBuffer hash = hash(name, password);
        lock.lock();
        try {
            known.remove(hash);
        } finally {
            lock.unlock();
        }
    }

    /** The length of the name keeps the two apart. */
    private ByteBuffer hash(String name, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length()));
            return ByteBuffer.wrap(mac.doFinal((name + password).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks " + ALGORITHM + ", which every one must have", e);
        }
    }
}

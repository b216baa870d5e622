package io.waitress.core.internal.net;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of an output. The dispatcher never waits for it: it tries, and leaves a request with whoever holds it.
 * <pre>
 *   dispatcher                             holder
 *   tryLock fails                          unlock
 *   requested = true                       requested? clear it, and do what is asked for
 *   tryLock again, fails: leave
 * </pre>
 * If the second attempt fails too, the holder has still to unlock, and reads the flag after that. So nobody may let go of
 * the lock without reading it, which is why there are no conditions: {@code await} would.
 */
class OutputLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;

    private volatile boolean requested;

    /** Takes the lock if it is free. If not, whoever holds it will see that it was asked for. */
    final boolean tryOrRequest() {
        if (tryLock()) {
            return true;
        }
        requested = true;
        if (!tryLock()) {
            return false;
        }
        requested = false;
        return true;
    }

    /** Lets go of the lock. Returns true, once, if it was asked for. */
    final boolean unlockAndTellRequest() {
        unlock();
        if (!requested) {
            return false;
        }
        requested = false;
        return true;
    }
}

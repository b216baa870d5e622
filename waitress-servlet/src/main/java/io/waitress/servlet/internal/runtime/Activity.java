package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.UpgradedConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what runs in a context that may be replaced while the server runs: requests, asynchronous ones too, and
 * connections that were upgraded. Safe from any thread.
 *
 * <pre>
 *   OPEN ──retire──► RETIRED: whoever wants to enter is sent to the successor ──last one leaves──► idle
 * </pre>
 */
final class Activity {

    private static final int RETIRED = 1 << 30;

    private final AtomicInteger state = new AtomicInteger();    // how many are inside, and RETIRED
    private final Set<UpgradedConnection> upgraded = ConcurrentHashMap.newKeySet();
    private volatile Thread waiting;

    /** Lets a request in; false if the context has been retired. */
    boolean enter() {
        if ((state.incrementAndGet() & RETIRED) == 0) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        if (state.decrementAndGet() == RETIRED) {
            LockSupport.unpark(waiting);
        }
    }

    /** Counts a connection whose request is about to leave; it may do so although the context has been retired. */
    void upgraded(UpgradedConnection connection) {
        state.incrementAndGet();
        upgraded.add(connection);
    }

    void closed(UpgradedConnection connection) {
        if (upgraded.remove(connection)) {
            leave();
        }
    }

    /** Lets nobody in any more. */
    void retire() {
        state.getAndUpdate(now -> now | RETIRED);
    }

    /**
     * Waits until nothing runs in the retired context; called by one thread.
     *
     * @param limit how long to wait; connections that were upgraded are closed then
     * @return how much runs nevertheless
     */
    int await(Duration limit) throws InterruptedException {
        waiting = Thread.currentThread();
        long deadline = System.nanoTime() + limit.toNanos();
        while (running() > 0 && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        upgraded.forEach(UpgradedConnection::close);
        return running();
    }

    private int running() {
        return state.get() & ~RETIRED;
    }
}

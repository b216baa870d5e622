package io.waitress.core.internal.net;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the open connections of a server. Any thread.
 *
 * <p>An acceptor that finds no room asks to be told, and looks once more; so it cannot miss the release:
 * <pre>
 *   acceptor                   closing connection
 *   waiting = true             open.decrement
 *   open &lt; limit? go on        waiting? clear it, tell
 * </pre>
 */
final class ConnectionLimit {

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean waiting;
    /** Set before the first connection. */
    private volatile Runnable onRoom = () -> { };

    ConnectionLimit(int limit) {
        this.limit = limit;
    }

    /** Sets whom to tell. */
    void onRoom(Runnable listener) {
        onRoom = listener;
    }

    int limit() {
        return limit;
    }

    int open() {
        return open.get();
    }

    boolean tryAcquire() {
        int seen = open.get();
        while (seen < limit) {
            if (open.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = open.get();
        }
        return false;
    }

    void release() {
        open.decrementAndGet();
        if (waiting) {
            waiting = false;
            onRoom.run();
        }
    }

    /** Asks for a call when a connection closes. Returns false, and makes no call, if there is room already. */
    boolean await() {
        waiting = true;
        if (open.get() < limit) {
            waiting = false;
            return false;
        }
        return true;
    }
}

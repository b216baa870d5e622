package io.waitress.servlet.internal.runtime;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory for all requests that logins of one application have interrupted: beyond that the oldest are
 * dropped, since anybody can make the server save one. Safe from any thread.
 */
final class SavedRequests {

    /** The greatest content of one request that is saved, in bytes. */
    static final int MAX_BODY_BYTES = 256 * 1024;

    private static final long MAX_BYTES = 16L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<SavedRequest> saved = new LinkedHashSet<>();  // the oldest first; guarded by lock
    private long bytes;                                             // guarded by lock

    void add(SavedRequest request) {
        lock.lock();
        try {
            saved.add(request);
            bytes += request.size();
            Iterator<SavedRequest> oldest = saved.iterator();
            while (bytes > MAX_BYTES) {
                SavedRequest dropped = oldest.next();
                oldest.remove();
                bytes -= dropped.size();
                dropped.drop();
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(SavedRequest request) {
        lock.lock();
        try {
            if (saved.remove(request)) {
                bytes -= request.size();
            }
        } finally {
            lock.unlock();
        }
    }
}

package io.waitress.core.internal.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The requests of one connection that are not answered yet, in order. One side appends (the dispatcher role), one
 * side takes (whoever serves the connection); there is no lock.
 *
 * <p>{@code outstanding} decides who owns the taking side. While it is 0 that side belongs to the dispatcher, whose
 * {@link #append} then starts a server; from 1 on it belongs to the server, until {@link #remove} brings it back to 0.
 * The counter also publishes the entries.
 *
 * <p>{@code attention} is the dispatcher's wish to be told when few enough are outstanding. The dispatcher sets it and
 * then reads the counter; the server counts down and then reads it. Both are volatile, so one of the two always sees
 * the other.
 *
 * @param <T> what is queued
 */
final class RequestQueue<T> {

    private static final int NO_ATTENTION = -1;
    private static final VarHandle OUTSTANDING;
    private static final VarHandle ATTENTION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTSTANDING = lookup.findVarHandle(RequestQueue.class, "outstanding", int.class);
            ATTENTION = lookup.findVarHandle(RequestQueue.class, "attention", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Entry for a request that finds the queue empty, reused each time: without pipelining nothing is allocated. */
    private final Entry<T> single = new Entry<>();

    /** The entry appended last. Owner: dispatcher role. */
    private Entry<T> last = single;

    /** The entry being served. Owner: the server while {@code outstanding > 0}, else the dispatcher role. */
    private Entry<T> first;

    private volatile int outstanding;
    private volatile int attention = NO_ATTENTION;

    /**
     * Adds a request. Dispatcher role only.
     *
     * @return true if nobody is serving: the caller must then start a server
     */
    boolean append(T request) {
        Entry<T> entry = outstanding == 0 ? single : new Entry<>();
        entry.request = request;
        entry.next = null;
        if (entry == single) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        if ((int) OUTSTANDING.getAndAdd(this, 1) > 0) {
            return false;
        }
        // The server may have left since the counter was read above; then it did not see this entry.
        first = entry;
        return true;
    }

    /** Returns the request to be served now; it stays in the queue. Server only. */
    T first() {
        return first.request;
    }

    /**
     * Ends the request returned by {@link #first}. Server only.
     *
     * @return true if there is a next one; false if the caller has ceased to be the server
     */
    boolean remove() {
        Entry<T> done = first;
        done.request = null;
        if ((int) OUTSTANDING.getAndAdd(this, -1) == 1) {
            return false;
        }
        first = done.next;
        return true;
    }

    /** Returns how many requests are not answered yet. Any thread. */
    int outstanding() {
        return outstanding;
    }

    /**
     * Asks to be told when no more than so many requests are outstanding; replaces an earlier wish. Dispatcher only.
     *
     * @return true if that is so already; the wish is withdrawn then
     */
    boolean attendAt(int most) {
        attention = most;
        if (outstanding > most) {
            return false;
        }
        attention = NO_ATTENTION;
        return true;
    }

    /**
     * Tells, after {@link #remove}, whether the dispatcher must be told now. Now and then true although the dispatcher
     * has noticed by itself.
     */
    boolean takeAttention() {
        int most = attention;
        return most != NO_ATTENTION && outstanding <= most && ATTENTION.compareAndSet(this, most, NO_ATTENTION);
    }

    private static final class Entry<T> {
        private T request;
        private Entry<T> next;
    }
}

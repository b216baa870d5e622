package io.waitress.core.internal.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The role of a dispatcher: a lock whose owner may touch all that is confined to the dispatcher. It is given up while its
 * holder runs application code, so that code can block without harm: another thread stands by and takes the role if it
 * stays vacant.
 *
 * <pre>
 *                      vacate: application code is to run
 *            ┌──── HELD by A ───────────────────────→ VACANT ────┐
 *            │        ↑  resume: the code has returned  │  │     │ await: B stands by and has seen
 *            │        └─────────────────────────────────┘  │     ↓ the same vacancy for a whole tick
 *            │ end                                         │   HELD by B, nobody stands by
 *            ↓                                             │     A: resume fails, await: A stands by
 *          ENDED ←── end by whoever holds it ──────────────┘
 * </pre>
 *
 * <p>It is only ever taken by a compare-and-set from "nobody", so it has one holder at a time whatever the clock does;
 * taking it too early costs nothing but a change of threads. While nobody stands by the role cannot be vacated. Two
 * threads share it, and at most one of them is in application code.
 *
 * <p>The one who stands by looks at every tick, but only while there are vacancies; else it sleeps. It cannot miss one:
 * <pre>
 *   vacate                            await
 *   holder = null                     watching = false
 *   watching? done, else unpark       holder = null? go on watching, else park
 * </pre>
 */
final class DispatcherRole {

    /** A role is vacant for one to two ticks until it is taken by who stands by. */
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int NEVER = -1;
    private static final VarHandle HOLDER;
    private static final VarHandle VACANCIES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HOLDER = lookup.findVarHandle(DispatcherRole.class, "holder", Thread.class);
            VACANCIES = lookup.findVarHandle(DispatcherRole.class, "vacancies", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long tickNanos;
    private volatile Thread holder;
    private volatile Thread standBy;
    private volatile boolean watching;
    private volatile boolean ended;
    /** Counts how often the role was vacated, never negative. Written by the holder only, opaque. */
    private int vacancies;

    DispatcherRole() {
        this(TICK_NANOS);
    }

    /** For a test that has no time to wait for ticks. */
    DispatcherRole(long tickNanos) {
        this.tickNanos = tickNanos;
    }

    boolean held() {
        return Thread.currentThread() == holder;
    }

    /** Tells whether somebody stands by, so that {@link #vacate} may succeed. */
    boolean vacatable() {
        return standBy != null;
    }

    /** Takes the role if it is vacant. False after the end. */
    boolean take() {
        if (holder != null || !HOLDER.compareAndSet(this, null, Thread.currentThread())) {
            return false;
        }
        if (ended) {
            holder = null;
            return false;
        }
        return true;
    }

    /** Gives the role up for a while. Returns false, and keeps it, if nobody stands by. Holder only. */
    boolean vacate() {
        Thread other = standBy;
        if (other == null) {
            return false;
        }
        VACANCIES.setOpaque(this, vacancies + 1 & Integer.MAX_VALUE);
        holder = null;
        if (!watching) {
            watching = true;
            LockSupport.unpark(other);
        }
        return true;
    }

    /**
     * Stands by until the role is to be taken, and takes it. Returns false after the end. Called by the second thread
     * from the start, and by the first one once it has failed to {@link #take} the role: never by both at once.
     */
    boolean await() {
        Thread self = Thread.currentThread();
        int seen = NEVER;
        watching = true;
        standBy = self;
        while (!ended) {
            boolean vacant = holder == null;
            int current = (int) VACANCIES.getOpaque(this);
            if (current != seen) {
                LockSupport.parkNanos(this, tickNanos);
            } else if (!vacant) {
                watching = false;
                if (holder != null && !ended) {
                    LockSupport.park(this);
                }
                watching = true;
            } else {
                // First, since whoever loses the role to this thread is to stand by in its place.
                standBy = null;
                if (take()) {
                    return true;
                }
                standBy = self;
            }
            seen = current;
            Thread.interrupted();
        }
        return false;
    }

    /** Ends the role for good. Holder only. */
    void end() {
        ended = true;
        holder = null;
        Thread other = standBy;
        if (other != null) {
            LockSupport.unpark(other);
        }
    }
}

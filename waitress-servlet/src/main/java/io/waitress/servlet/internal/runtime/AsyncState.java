package io.waitress.servlet.internal.runtime;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where one asynchronous cycle is, from {@code startAsync} to its end. <em>Inside</em> means: a call of the container
 * into the application has not returned: what the application asks for is noted then, and done on return.
 *
 * <pre>
 *   STARTED (inside) ───── returned ─────► WAITING
 *     ├─ complete ─► COMPLETE_ASKED          ├─ complete ─► COMPLETING ──────────────► COMPLETED
 *     │                └─ returned ──────────│────────────────►┘  ▲
 *     └─ dispatch ─► DISPATCH_ASKED          │                    └─ returned ─┐
 *                      └─ returned ──────────┴─ dispatch ─► DISPATCHING ─► DISPATCHED (inside)
 *                                                                              └─ startAsync ─► RESTARTED
 *
 *   a time-out in WAITING, an exception in WAITING or inside ─► NOTIFYING (inside)
 *   NOTIFYING ── complete, dispatch ─► COMPLETE_ASKED, DISPATCH_ASKED; neither ─► FAILING (inside)
 *   FAILING ── complete, dispatch ─► COMPLETE_ASKED, DISPATCH_ASKED; startAsync ─► RESTARTED; returned ─► COMPLETING
 * </pre>
 */
enum AsyncState {

    /** The call that started the cycle has not returned. */
    STARTED,
    /** Nobody of the container is inside; the time-out runs. */
    WAITING,
    /** {@code complete} was called inside. */
    COMPLETE_ASKED,
    /** {@code dispatch} was called inside. */
    DISPATCH_ASKED,
    /** Listeners hear of a time-out or an error. */
    NOTIFYING,
    /** The error page is made, as no listener took care. */
    FAILING,
    /** A dispatch is on its way to a worker. */
    DISPATCHING,
    /** The dispatch runs. */
    DISPATCHED,
    /** The end is on its way. */
    COMPLETING,
    /** Over: the response is complete. */
    COMPLETED,
    /** Over: a new cycle took its place. */
    RESTARTED;

    private static final Map<AsyncState, Set<AsyncState>> NEXT = new EnumMap<>(AsyncState.class);

    static {
        NEXT.put(STARTED, EnumSet.of(WAITING, COMPLETE_ASKED, DISPATCH_ASKED, NOTIFYING));
        NEXT.put(WAITING, EnumSet.of(COMPLETING, DISPATCHING, NOTIFYING));
        NEXT.put(COMPLETE_ASKED, EnumSet.of(COMPLETING, NOTIFYING));
        NEXT.put(DISPATCH_ASKED, EnumSet.of(DISPATCHING, NOTIFYING));
        NEXT.put(NOTIFYING, EnumSet.of(COMPLETE_ASKED, DISPATCH_ASKED, FAILING));
        NEXT.put(FAILING, EnumSet.of(COMPLETE_ASKED, DISPATCH_ASKED, COMPLETING, RESTARTED));
        NEXT.put(DISPATCHING, EnumSet.of(DISPATCHED));
        NEXT.put(DISPATCHED, EnumSet.of(COMPLETING, NOTIFYING, RESTARTED));
        NEXT.put(COMPLETING, EnumSet.of(COMPLETED));
        NEXT.put(COMPLETED, EnumSet.noneOf(AsyncState.class));
        NEXT.put(RESTARTED, EnumSet.noneOf(AsyncState.class));
    }

    /** Tells whether a cycle may go from this state to another. */
    boolean leadsTo(AsyncState next) {
        return NEXT.get(this).contains(next);
    }

    /** Returns what {@code isAsyncStarted} returns. */
    boolean started() {
        return switch (this) {
            case STARTED, WAITING, COMPLETE_ASKED, DISPATCH_ASKED, NOTIFYING, FAILING -> true;
            case DISPATCHING, DISPATCHED, COMPLETING, COMPLETED, RESTARTED -> false;
        };
    }

    /** Tells whether {@code startAsync} may begin a new cycle. */
    boolean restartable() {
        return leadsTo(RESTARTED);
    }

    /** Returns the state that {@code complete} leads to, or null if it is illegal. */
    AsyncState onComplete() {
        return asked(COMPLETE_ASKED, COMPLETING);
    }

    /** Returns the state that {@code dispatch} leads to, or null if it is illegal. */
    AsyncState onDispatch() {
        return asked(DISPATCH_ASKED, DISPATCHING);
    }

    private AsyncState asked(AsyncState inside, AsyncState outside) {
        return switch (this) {
            case STARTED, NOTIFYING, FAILING -> inside;
            case WAITING -> outside;
            default -> null;
        };
    }

    /** Returns the state that the return of the container's call leads to, or null if no call is running. */
    AsyncState onReturn() {
        return switch (this) {
            case STARTED -> WAITING;
            case COMPLETE_ASKED, DISPATCHED, FAILING -> COMPLETING;
            case DISPATCH_ASKED -> DISPATCHING;
            default -> null;
        };
    }
}

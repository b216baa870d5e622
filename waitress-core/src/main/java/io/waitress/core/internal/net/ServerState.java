package io.waitress.core.internal.net;

/**
 * The life of a server's network side.
 * <pre>
 *        start            stop              grace over, or nothing left
 *   NEW ───────► RUNNING ──────► DRAINING ──────────────────────────────► STOPPED
 *    └──────────────────────────────────────────────────────────────────────┘
 *                       stop, or start failed
 * </pre>
 */
public enum ServerState {
    /** Nothing is bound yet. */
    NEW,
    /** Connections are accepted. */
    RUNNING,
    /** No more connections are accepted; what runs may end. */
    DRAINING,
    /** Everything is released. */
    STOPPED;

    boolean mayBecome(ServerState next) {
        return next.ordinal() == ordinal() + 1 || this == NEW && next == STOPPED;
    }

    /** Returns the next state, or throws if the move is illegal. */
    ServerState to(ServerState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("A server cannot become " + next + " when it is " + this);
        }
        return next;
    }
}

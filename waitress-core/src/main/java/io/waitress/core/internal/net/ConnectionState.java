package io.waitress.core.internal.net;

/**
 * The life of a connection.
 * <pre>
 *            closeAfterFlush, close            performed by the dispatcher
 *   OPEN ──────────────────────────► CLOSING ──────────────────────────────► CLOSED
 *     └───────────────────────────────────────────────────────────────────────┘
 *                              reset, idle scan, limit, drain
 * </pre>
 * Anyone may ask for CLOSING; only the holder of the dispatcher role closes.
 */
enum ConnectionState {
    /** Bytes go both ways. */
    OPEN,
    /** No more output is accepted; what is pending leaves, input is discarded. */
    CLOSING,
    /** The socket is released. */
    CLOSED;

    /** Tells whether the move is legal. */
    boolean mayBecome(ConnectionState next) {
        return next.ordinal() > ordinal();
    }

    /** Returns the next state, or throws if the move is illegal. */
    ConnectionState to(ConnectionState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("A connection cannot become " + next + " when it is " + this);
        }
        return next;
    }
}

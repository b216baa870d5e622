package io.waitress.core.exchange;

import java.io.IOException;

/** The client closed or reset its connection, or let it stall for longer than {@code channelTimeout}. */
public final class ClientDisconnectedException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what the client did
     */
    public ClientDisconnectedException(String message) {
        super(message);
    }

    /**
     * Creates the exception from the transport's failure.
     *
     * @param message what the client did
     * @param cause the transport's exception
     */
    public ClientDisconnectedException(String message, Throwable cause) {
        super(message, cause);
    }
}

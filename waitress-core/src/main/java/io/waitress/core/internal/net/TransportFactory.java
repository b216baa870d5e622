package io.waitress.core.internal.net;

/** Decides how the bytes of new connections travel. Called by the holder of the dispatcher role; must not block. */
@FunctionalInterface
public interface TransportFactory {

    /** Bytes as they are. */
    TransportFactory PLAIN = (socket, connection) -> socket;

    /**
     * Returns what lies between the socket and the protocol.
     *
     * @param connection not yet complete: to be kept for later
     */
    Transport create(Transport socket, Connection connection);
}

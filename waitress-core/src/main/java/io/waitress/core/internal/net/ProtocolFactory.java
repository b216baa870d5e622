package io.waitress.core.internal.net;

/** Creates the protocol of a new connection. Called by the holder of the dispatcher role; must not block. */
@FunctionalInterface
public interface ProtocolFactory {

    /** Returns the protocol that receives the connection's first byte. */
    Protocol create(Connection connection);
}

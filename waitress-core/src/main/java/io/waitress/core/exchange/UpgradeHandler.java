package io.waitress.core.exchange;

/** Takes over a connection that has left HTTP. */
@FunctionalInterface
public interface UpgradeHandler {

    /**
     * Called once on a worker after the 101 response was sent. Returning does not end the connection.
     *
     * @param connection the bytes both ways
     * @throws Exception is logged and closes the connection
     */
    void upgraded(UpgradedConnection connection) throws Exception;
}

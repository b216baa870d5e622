package io.waitress.core.exchange;

/** A connection after an upgrade: bytes both ways, no HTTP. No idle limit applies unless a read or write is due. */
public interface UpgradedConnection {

    /**
     * Returns the bytes from the client.
     *
     * @return the input, always the same object; at most one chunk beyond what was asked for is read ahead
     */
    ByteInput input();

    /**
     * Returns the bytes to the client. Each write goes to the socket at once.
     *
     * @return the output, always the same object
     */
    ByteOutput output();

    /**
     * Returns facts about the connection.
     *
     * @return addresses and security
     */
    ConnectionInfo connection();

    /**
     * Runs a task on a worker, never at the same time as another task of this connection; in the order given. Safe
     * from any thread.
     *
     * @param task what to run; an exception from it is logged and closes the connection
     */
    void execute(Runnable task);

    /** Sends what is pending and closes. Idempotent; safe from any thread; never waits. */
    void close();

    /**
     * Sets what runs once through {@link #execute} when the connection has closed, for whatever reason. Runs at once
     * if it is closed already.
     *
     * @param once run once
     */
    void onClosed(Runnable once);
}

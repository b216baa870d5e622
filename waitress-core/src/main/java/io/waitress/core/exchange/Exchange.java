package io.waitress.core.exchange;

import java.time.Duration;

/**
 * One request and its response, from the call of the application until the response is complete.
 *
 * <p>An exchange is run by one thread at a time: first by the one in {@link Application#service}, and after
 * {@link #suspend()} by whatever {@link #execute} runs. The methods of this interface may be called from any thread
 * where they say so; those of {@link #body()} and {@link #response()} by whoever runs the exchange.
 */
public interface Exchange {

    /**
     * Returns the request line and headers.
     *
     * @return the head; immutable
     */
    RequestHead request();

    /**
     * Returns the request's content.
     *
     * @return the body, always the same object
     */
    RequestBody body();

    /**
     * Returns the response to be filled in.
     *
     * @return the response, always the same object
     */
    Response response();

    /**
     * Returns facts about the connection.
     *
     * @return addresses and security
     */
    ConnectionInfo connection();

    /**
     * Tells whether the client is still there, as far as is known without asking it. The end of input is noticed only
     * while the server reads ahead, so this needs {@code channelRequestLookahead} above 0. Safe from any thread.
     *
     * @return false once the client has closed or reset the connection
     */
    boolean clientConnected();

    /**
     * Makes the exchange outlive the current call: returning from {@link Application#service} no longer completes it.
     * Called by whoever runs the exchange; calling it again has no effect. From then on the response may be written by
     * another thread than the one that ends it: if it ends while that one is inside a write, which may be waiting for
     * the client, the connection is closed, so that the response is seen as cut.
     */
    void suspend();

    /**
     * Runs a task on a worker, never at the same time as {@link Application#service} or another task of this
     * exchange; tasks run in the order given. Safe from any thread. After completion the task is dropped.
     *
     * @param task what to run; an exception from it is treated as {@link #fail} would
     */
    void execute(Runnable task);

    /**
     * Runs a task on a worker beside whatever else runs for this exchange; it may block. Safe from any thread. The task
     * may not touch body and response unless it sees to it that nobody else does.
     *
     * @param task what to run; an exception from it is logged. Dropped when the server stops before a worker is free
     */
    void fork(Runnable task);

    /**
     * Sets the time after which {@code onExpiry} runs through {@link #execute} unless the exchange has completed;
     * replaces the previous deadline. Safe from any thread.
     *
     * @param after from now; zero or negative takes the deadline back
     * @param onExpiry what to run
     */
    void deadline(Duration after, Runnable onExpiry);

    /**
     * Ends the response: sends what has collected and the end of the content. Idempotent, never waits for the client.
     * Safe from any thread, provided that nobody else is using the response.
     */
    void complete();

    /**
     * Ends the exchange because of an error: an error response if nothing was committed, else the connection is
     * closed so that the client sees the response as cut. Safe from any thread; no effect after completion. While
     * another thread runs the exchange, it ends when that returns, whether it is suspended or not.
     *
     * @param cause logged; see {@link Application#service} for how kinds of exceptions differ
     */
    void fail(Throwable cause);

    /**
     * Returns what is collected about this exchange for logs and figures.
     *
     * @return null if nobody asks for it
     */
    default Observation observation() {
        return null;
    }

    /**
     * Returns the name of this request, which its response bears and the log may. See
     * {@link io.waitress.core.settings.ManagementSettings#requestIdHeader()}.
     *
     * @return 1 to 128 visible characters of ASCII; null if requests are to have no names
     */
    default String requestId() {
        return null;
    }

    /**
     * Leaves HTTP after this exchange: sends 101 with the response's headers plus {@code Connection: upgrade}, and
     * from then on bytes go both ways untouched (RFC 9110, section 7.8). The request must name a protocol in
     * {@code Upgrade} and the response must carry the chosen one in its {@code Upgrade} header.
     *
     * @param handler called on a worker when the exchange completes
     * @throws IllegalStateException if the response is committed or the request is HTTP/1.0
     */
    void upgrade(UpgradeHandler handler);
}

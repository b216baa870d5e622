package io.waitress.core.exchange;

import io.waitress.core.settings.Settings;

/**
 * What the server runs: receives every request that was parsed without error and, unless {@link #startsEarly} says
 * otherwise, read completely.
 *
 * <p>{@link #start} is called once before the server listens and {@link #stop} once after it has let go of the last
 * connection, so an application that fails to start never opens a port.
 */
@FunctionalInterface
public interface Application {

    /**
     * Answers one request. Called on a worker, or on a dispatcher's thread that has let go of its role; may block. When
     * it returns without having called {@link Exchange#suspend()}, the exchange is complete.
     *
     * @param exchange the request and its response
     * @throws Exception an {@link io.waitress.core.http.HttpException} gives a response of its status; a
     *     {@link ClientDisconnectedException} is logged briefly; anything else is the application's fault: it is
     *     logged with its stack trace and gives 500, or ends the connection if the response is committed
     */
    void service(Exchange exchange) throws Exception;

    /**
     * Tells whether {@link #service} is to be called for a request before its body has come. Asked once for a request
     * whose body is late, that is, has not come together with the head; not for one that asks for an upgrade. Called by
     * a dispatcher, so it must not wait for anything. What the client sends is then {@linkplain RequestBody#streamed()
     * passed on as it comes}, and an application that reads it blocking makes its worker wait for the client.
     *
     * @param request the head, as received: a trusted proxy's word is not in it
     * @return true for an early call; false, the default, for one when the body is there
     */
    default boolean startsEarly(RequestHead request) {
        return false;
    }

    /**
     * Tells whether requests are welcome, for {@link io.waitress.core.settings.ManagementSettings#readyPath()}. Called
     * by a dispatcher while the server runs, so it must not wait for anything.
     *
     * @return true, the default; false to be left alone by load balancers
     */
    default boolean ready() {
        return true;
    }

    /**
     * Prepares the application. Called on the thread that starts the server, before any port is bound.
     *
     * @param settings the server's settings
     * @throws Exception if the application cannot start; the server then does not start either
     */
    default void start(Settings settings) throws Exception {
    }

    /**
     * Releases what {@link #start} acquired. Called once no exchange is running any more; also called if binding a
     * port failed after a successful start. Must not throw.
     */
    default void stop() {
    }
}

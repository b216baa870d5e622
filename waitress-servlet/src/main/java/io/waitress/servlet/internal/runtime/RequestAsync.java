package io.waitress.servlet.internal.runtime;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** Asynchronous processing of one request, as the request and its streams see it. */
interface RequestAsync {

    /**
     * Begins asynchronous processing, or a new cycle of it.
     *
     * @param unwrapped whether request and response are the server's own objects because the application named none
     * @throws IllegalStateException if it may not begin now
     */
    AsyncContext start(ServletRequest request, ServletResponse response, boolean unwrapped);

    /** What {@code isAsyncStarted} returns. */
    boolean started();

    /** What {@code getAsyncContext} returns. */
    AsyncContext context();

    /** A read or write listener has failed and heard of it. */
    void listenerFailed(Throwable cause);
}

package io.waitress.core.internal.http1;

import io.waitress.core.http.Headers;

/** What connections have to know of their server. Any thread; must not block. */
public interface ServerStatus {

    /** Tells whether the server is stopping, so that no connection is to persist. */
    boolean draining();

    /** Tells whether requests are welcome. */
    boolean ready();

    /** Returns the figures about the server; asked only if there is to be a path for them. */
    Report metrics(Headers request);

    /**
     * A text.
     *
     * @param contentType what it is
     */
    record Report(String contentType, String text) {
    }

    /** Returns the port of HTTPS as clients reach it, or 0. Asked once there are requests. */
    int httpsPort();
}

package io.waitress.core.internal.http1;

/** What connections have to know of their server. Any thread; must not block. */
public interface ServerStatus {

    /** Tells whether the server is stopping, so that no connection is to persist. */
    boolean draining();

    /** Tells whether requests are welcome. */
    boolean ready();

    /** Returns the port of HTTPS as clients reach it, or 0. Asked once there are requests. */
    int httpsPort();
}

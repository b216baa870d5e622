package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.spi.SessionStore;

/**
 * What holds for all applications of a host.
 *
 * @param crossContext whether applications may get each other's context, and so dispatch to each other
 * @param streamBodies whether servlets that support asynchronous processing start before a late body is there
 * @param sessionStore keeps sessions between starts, or null
 */
public record HostOptions(boolean crossContext, boolean streamBodies, SessionStore sessionStore) {

    /** None of it. */
    public static final HostOptions DEFAULT = new HostOptions(false, false, null);

    /** Returns these, with applications that see each other. */
    public HostOptions withCrossContext() {
        return new HostOptions(true, streamBodies, sessionStore);
    }

    /** Returns these, with servlets that start early. */
    public HostOptions withStreamBodies() {
        return new HostOptions(crossContext, true, sessionStore);
    }

    /** Returns these, with sessions that outlive the server. */
    public HostOptions withSessionStore(SessionStore store) {
        return new HostOptions(crossContext, streamBodies, store);
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.spi.SessionStore;

/**
 * What holds for all applications of a host.
 *
 * @param crossContext whether applications may get each other's context, and so dispatch to each other
 * @param streamBodies whether servlets that support asynchronous processing start before a late body is there
 * @param sessionStore keeps sessions between starts, or null
 * @param changing whether applications may come and go while the host runs
 */
public record HostOptions(boolean crossContext, boolean streamBodies, SessionStore sessionStore, boolean changing) {

    /** None of it. */
    public static final HostOptions DEFAULT = new HostOptions(false, false, null, false);

    /** Returns these, with applications that see each other. */
    public HostOptions withCrossContext() {
        return new HostOptions(true, streamBodies, sessionStore, changing);
    }

    /** Returns these, with servlets that start early. */
    public HostOptions withStreamBodies() {
        return new HostOptions(crossContext, true, sessionStore, changing);
    }

    /** Returns these, with sessions that outlive the server. */
    public HostOptions withSessionStore(SessionStore store) {
        return new HostOptions(crossContext, streamBodies, store, changing);
    }

    /** Returns these, with applications that may come and go. */
    public HostOptions withChanging() {
        return new HostOptions(crossContext, streamBodies, sessionStore, true);
    }
}

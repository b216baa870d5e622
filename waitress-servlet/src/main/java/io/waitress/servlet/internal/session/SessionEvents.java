package io.waitress.servlet.internal.session;

import jakarta.servlet.http.HttpSession;

/**
 * What sessions report to the listeners of their web application. Called by the thread that caused the event: one that
 * runs application code, or the sweeper, which wraps its calls with {@link #inContext}.
 */
public interface SessionEvents {

    /** The session was created. */
    void created(HttpSession session);

    /** The session is about to end; its attributes can still be read. */
    void destroyed(HttpSession session);

    /** The session has its new id already. */
    void idChanged(HttpSession session, String oldId);

    /** An attribute was bound under a name that was free. */
    void attributeAdded(HttpSession session, String name, Object value);

    /** An attribute was unbound; the value is the one that was removed. */
    void attributeRemoved(HttpSession session, String name, Object value);

    /** An attribute was bound under a name that was taken; the value is the previous one. */
    void attributeReplaced(HttpSession session, String name, Object previous);

    /** Runs a task on this thread as if the application had been called: with its class loader, exceptions logged. */
    void inContext(Runnable task);
}

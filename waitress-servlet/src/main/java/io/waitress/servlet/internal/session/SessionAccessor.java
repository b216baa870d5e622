package io.waitress.servlet.internal.session;

import jakarta.servlet.http.HttpSession;
import java.util.function.Consumer;

/**
 * Access to a session from outside a request, which counts as one.
 *
 * @param session the session
 * @param id the one that it had when it was asked for this
 */
record SessionAccessor(HttpSessionImpl session, String id) implements HttpSession.Accessor {

    @Override
    public void access(Consumer<HttpSession> consumer) {
        SessionManager manager = session.manager();
        HttpSessionImpl found = session.getId().equals(id) ? manager.open(id) : null;
        if (found == null) {
            throw new IllegalStateException("Session " + HttpSessionImpl.abbreviated(id)
                    + " has ended or changed its id");
        }
        try {
            consumer.accept(found);
        } finally {
            manager.release(found);
        }
    }
}

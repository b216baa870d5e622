package io.waitress.servlet.internal.session;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.util.function.BiConsumer;

/** Tells attributes that their session leaves memory or is back (Servlet 6.1, section 7.7.2). Stateless. */
final class SessionMove {

    private SessionMove() {
    }

    static void leaves(HttpSessionImpl session) {
        tell(session, HttpSessionActivationListener::sessionWillPassivate);
    }

    static void isBack(HttpSessionImpl session) {
        tell(session, HttpSessionActivationListener::sessionDidActivate);
    }

    /** Each on its own, as one that fails is not the others' fault. */
    private static void tell(HttpSessionImpl session,
            BiConsumer<HttpSessionActivationListener, HttpSessionEvent> message) {
        for (Object value : session.attributes().values()) {
            if (value instanceof HttpSessionActivationListener listener) {
                session.manager().events().inContext(() -> message.accept(listener, new HttpSessionEvent(session)));
            }
        }
    }
}

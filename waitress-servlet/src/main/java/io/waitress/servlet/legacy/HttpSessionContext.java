package io.waitress.servlet.legacy;

import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;

/** Knew all sessions until Servlet 2.1 emptied it, since that was a danger; gone with 6.0. */
public interface HttpSessionContext {

    /** The one that there is: it knows of no session. */
    HttpSessionContext EMPTY = new HttpSessionContext() {
        @Override
        public HttpSession getSession(String sessionId) {
            return null;
        }

        @Override
        public Enumeration<String> getIds() {
            return Collections.emptyEnumeration();
        }
    };

    /**
     * Returns a session.
     *
     * @param sessionId ignored
     * @return null
     */
    HttpSession getSession(String sessionId);

    /**
     * Returns the identifiers of all sessions.
     *
     * @return none
     */
    Enumeration<String> getIds();
}

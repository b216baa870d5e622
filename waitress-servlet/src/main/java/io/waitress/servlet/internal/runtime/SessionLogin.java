package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.session.HttpSessionImpl;
import java.util.function.UnaryOperator;

/**
 * What a session remembers of logins. Immutable; replaced as a whole.
 *
 * @param caller who has logged in, or null
 * @param guarded the name of the user for whom the session got a new id, or null
 * @param saved the request that a login has interrupted, or null
 */
record SessionLogin(Caller caller, String guarded, SavedRequest saved) {

    private static final SessionLogin NOTHING = new SessionLogin(null, null, null);

    /** Returns what a session remembers. */
    static SessionLogin of(HttpSessionImpl session) {
        Object kept = session.login();
        return kept == null ? NOTHING : (SessionLogin) kept;
    }

    /**
     * Changes what a session remembers, unless it has ended.
     *
     * @return what it remembered before
     */
    static SessionLogin change(HttpSessionImpl session, UnaryOperator<SessionLogin> change) {
        while (true) {
            Object kept = session.login();
            SessionLogin before = kept == null ? NOTHING : (SessionLogin) kept;
            if (session.login(kept, change.apply(before)) || !session.valid()) {
                return before;
            }
        }
    }

    SessionLogin withCaller(Caller value) {
        return new SessionLogin(value, value.principal().getName(), saved);
    }

    SessionLogin withGuarded(String name) {
        return new SessionLogin(caller, name, saved);
    }

    SessionLogin withSaved(SavedRequest value) {
        return new SessionLogin(caller, guarded, value);
    }
}

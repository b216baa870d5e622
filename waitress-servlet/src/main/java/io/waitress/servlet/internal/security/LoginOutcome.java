package io.waitress.servlet.internal.security;

import io.waitress.servlet.security.User;

/** What has become of an attempt to log in. */
public sealed interface LoginOutcome {

    /**
     * The attempt has succeeded.
     *
     * @param user who it is
     */
    record Accepted(User user) implements LoginOutcome {
    }

    /** There is no such user, or the password is wrong. */
    record Refused() implements LoginOutcome {
    }

    /** The user is who they say, but the proof has been used up: it is to be made again with a new nonce. */
    record Stale() implements LoginOutcome {
    }

    /**
     * There were too many failures; the attempt was not looked at.
     *
     * @param seconds after which another one will be
     */
    record Delayed(int seconds) implements LoginOutcome {
    }
}

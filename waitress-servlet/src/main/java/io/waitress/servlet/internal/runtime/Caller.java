package io.waitress.servlet.internal.runtime;

import java.security.Principal;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The authenticated user of a request. Immutable.
 *
 * @param principal the user
 * @param authType how the user was authenticated, as {@code getAuthType} returns it
 * @param inRole tells whether the user has an application's role
 */
record Caller(Principal principal, String authType, Predicate<String> inRole) {

    Caller {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(authType, "authType");
        Objects.requireNonNull(inRole, "inRole");
    }
}

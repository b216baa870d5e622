package io.waitress.servlet.internal.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a request must fulfil. Immutable.
 *
 * @param denied whether nobody may pass
 * @param confidential whether it must have come over a protected connection
 * @param roles sets of roles of each of which the user must have one; an empty set asks for a user, whatever the roles;
 *     no set asks for none
 */
public record Access(boolean denied, boolean confidential, List<Set<String>> roles) {

    /** Anybody, over any connection. */
    static final Access FREE = new Access(false, false, List.of());

    /** Nobody. */
    static final Access DENIED = new Access(true, false, List.of());

    public Access {
        roles = List.copyOf(roles);
    }

    /** Tells whether a user must be known. */
    public boolean needsUser() {
        return !roles.isEmpty();
    }

    /** Tells whether a user has the roles. */
    public boolean permits(Predicate<String> inRole) {
        return !denied && roles.stream().allMatch(any -> any.isEmpty() || any.stream().anyMatch(inRole));
    }

    /** Returns what fulfils both. */
    Access and(Access other) {
        List<Set<String>> both = new ArrayList<>(roles);
        both.addAll(other.roles);
        return new Access(denied || other.denied, confidential || other.confidential, both);
    }
}

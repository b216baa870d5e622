package io.waitress.servlet.internal.security;

import io.waitress.servlet.internal.security.Rule.Audience;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Combines the constraints on one pattern and method (Servlet 6.1, section 13.8.1): what one of them permits is
 * permitted, except that a constraint without roles overrides all others. Confined to one thread.
 */
final class Combination {

    private final Set<Audience> audiences = EnumSet.noneOf(Audience.class);
    private final Set<String> roles = new LinkedHashSet<>();
    private boolean anyConnection;

    void add(Rule rule) {
        audiences.add(rule.audience());
        roles.addAll(rule.roles());
        anyConnection |= !rule.confidential();
    }

    /** Returns the result, or null if no constraint was added. */
    Access access() {
        if (audiences.isEmpty()) {
            return null;
        }
        if (audiences.contains(Audience.NOBODY)) {
            return Access.DENIED;
        }
        if (audiences.contains(Audience.ANYBODY)) {
            return new Access(false, !anyConnection, List.of());
        }
        if (audiences.contains(Audience.USERS)) {
            return new Access(false, !anyConnection, List.of(Set.of()));
        }
        return roles.isEmpty() ? Access.DENIED : new Access(false, !anyConnection, List.of(Set.copyOf(roles)));
    }
}

package io.waitress.servlet.internal.security;

import io.waitress.servlet.internal.security.Rule.Audience;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The roles that an application declares, and the names with a meaning of their own: {@code *} for all declared roles,
 * and {@code **} for any user, unless a role of that name is declared (Servlet 6.1, sections 13.3 and 13.8). Immutable.
 *
 * @param names the declared roles
 */
public record DeclaredRoles(Set<String> names) {

    private static final String ALL_ROLES = "*";
    private static final String ANY_USER = "**";

    public DeclaredRoles {
        names = Set.copyOf(names);
    }

    /**
     * Answers {@code isUserInRole}.
     *
     * @param inRole tells whether the user has a role of the application
     * @param reference the role as the servlet calls it
     * @param links the servlet's own names of roles
     * @param declared the declared roles
     */
    public static boolean hold(Predicate<String> inRole, String reference, Map<String, String> links,
            Set<String> declared) {
        if (reference == null || reference.equals(ALL_ROLES)) {
            return false;
        }
        String role = links.getOrDefault(reference, reference);
        return meansAnyUser(role, declared) || inRole.test(role);
    }

    /** Returns for whom a constraint is that names roles, or none; null: it does not speak of them. */
    Audience audience(Set<String> roles) {
        if (roles == null) {
            return Audience.ANYBODY;
        }
        if (roles.isEmpty()) {
            return Audience.NOBODY;
        }
        return roles.stream().anyMatch(role -> meansAnyUser(role, names)) ? Audience.USERS : Audience.ROLES;
    }

    private static boolean meansAnyUser(String role, Set<String> declared) {
        return role.equals(ANY_USER) && !declared.contains(ANY_USER);
    }

    /** Returns the roles that a constraint of the descriptor names, with {@code *} replaced; none if it says nothing of them. */
    Set<String> expanded(Set<String> roles) {
        if (roles == null || !roles.contains(ALL_ROLES)) {
            return roles == null ? Set.of() : roles;
        }
        Set<String> expanded = new LinkedHashSet<>(roles);
        expanded.remove(ALL_ROLES);
        expanded.addAll(names);
        return expanded;
    }
}

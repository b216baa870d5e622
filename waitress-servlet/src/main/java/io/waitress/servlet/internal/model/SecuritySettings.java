package io.waitress.servlet.internal.model;

import java.util.List;
import java.util.Set;

/**
 * Everything declared about security.
 *
 * @param constraints in order of declaration
 * @param roles the declared security roles
 * @param login how users log in, or null
 * @param denyUncoveredMethods whether methods that no constraint covers are refused
 */
public record SecuritySettings(
        List<SecurityConstraint> constraints, Set<String> roles, LoginSettings login, boolean denyUncoveredMethods) {

    /** Nothing declared. */
    public static final SecuritySettings NONE = new SecuritySettings(List.of(), Set.of(), null, false);

    public SecuritySettings {
        constraints = List.copyOf(constraints);
        roles = Copies.ordered(roles);
    }

    /** Returns the same with another way to log in. */
    public SecuritySettings withLogin(LoginSettings value) {
        return new SecuritySettings(constraints, roles, value, denyUncoveredMethods);
    }
}

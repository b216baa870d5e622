package io.waitress.servlet.internal.runtime;

import java.util.Set;
import java.util.function.Predicate;

/**
 * The roles of a user, by name.
 *
 * @param names as the realm gives them
 */
record GrantedRoles(Set<String> names) implements Predicate<String> {

    @Override
    public boolean test(String role) {
        return names.contains(role);
    }
}

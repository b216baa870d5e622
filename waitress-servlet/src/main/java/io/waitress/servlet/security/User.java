package io.waitress.servlet.security;

import java.io.Serializable;
import java.security.Principal;
import java.util.Objects;
import java.util.Set;

/**
 * A user as a {@link Realm} knows them. Immutable.
 *
 * @param principal what {@code HttpServletRequest.getUserPrincipal} returns; its name is that of the user
 * @param roles the names of the roles that the user has, as applications declare them
 */
public record User(Principal principal, Set<String> roles) {

    /** A user of whom nothing but the name is known. */
    private record Named(String name) implements Principal, Serializable {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Makes a user.
     *
     * @param principal with a name
     * @param roles copied
     */
    public User {
        Objects.requireNonNull(principal, "principal");
        roles = Set.copyOf(roles);
    }

    /**
     * Returns a user whose principal is nothing but a name.
     *
     * @param name the name
     * @param roles the names of the roles
     * @return the user
     */
    public static User of(String name, Set<String> roles) {
        return new User(new Named(Objects.requireNonNull(name, "name")), roles);
    }

    /**
     * Returns the name.
     *
     * @return the principal's name
     */
    public String name() {
        return principal.getName();
    }
}

package io.waitress.servlet.internal.security;

import java.util.Set;

/**
 * One constraint on one pattern, with the special role names resolved. Immutable.
 *
 * @param methods the methods that it covers; empty for all but {@code omitted}
 * @param omitted the methods that it does not cover
 * @param audience who may pass
 * @param roles the roles of whom may pass if it is for users with roles, else empty
 * @param confidential whether the connection must be protected
 */
record Rule(Set<String> methods, Set<String> omitted, Audience audience, Set<String> roles, boolean confidential) {

    /** Who may pass. */
    enum Audience {
        /** It does not say: known or not. */
        ANYBODY,
        /** Users, whatever their roles. */
        USERS,
        /** Users with one of its roles. */
        ROLES,
        /** It names no role: nobody, whatever other constraints say. */
        NOBODY
    }

    boolean covers(String method) {
        return methods.isEmpty() ? !omitted.contains(method) : methods.contains(method);
    }

    /** Tells whether it covers the methods that no constraint names. */
    boolean coversUnnamed() {
        return methods.isEmpty();
    }
}

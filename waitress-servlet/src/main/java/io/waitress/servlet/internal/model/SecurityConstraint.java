package io.waitress.servlet.internal.model;

import java.util.List;
import java.util.Set;

/**
 * One security constraint (Servlet 6.1, section 13.8).
 *
 * @param displayName a name for messages, or null
 * @param resources what it protects
 * @param roles who may pass, or null if the constraint says nothing about roles; empty: nobody. {@code *} and
 *     {@code **} as the specification has them
 * @param transport the required protection of the connection
 */
public record SecurityConstraint(
        String displayName, List<Resources> resources, Set<String> roles, Transport transport) {

    public SecurityConstraint {
        resources = List.copyOf(resources);
        roles = roles == null ? null : Copies.ordered(roles);
    }

    /** The user data constraint. */
    public enum Transport {
        NONE,
        INTEGRAL,
        CONFIDENTIAL
    }

    /**
     * A web resource collection.
     *
     * @param name its name, or null
     * @param patterns URL patterns
     * @param methods the methods it covers; empty for all but {@code omittedMethods}
     * @param omittedMethods the methods it does not cover; empty if {@code methods} is not
     */
    public record Resources(String name, List<String> patterns, Set<String> methods, Set<String> omittedMethods) {

        public Resources {
            patterns = List.copyOf(patterns);
            methods = Copies.ordered(methods);
            omittedMethods = Copies.ordered(omittedMethods);
        }
    }
}

package io.waitress.servlet;

import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.SecuritySettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may ask an application for what (Servlet 6.1, section 13.8). Confined to the call of
 * {@code ServletApplication.Builder.security} that hands it out.
 *
 * <p>Of all patterns with constraints the one that matches a path best decides, and it alone: a constraint on
 * {@code /*} says nothing about a path for which there is one on {@code /open/*}. Requests that match no pattern are
 * answered to anybody.
 */
public final class SecurityOptions {

    private final List<SecurityConstraint> constraints = new ArrayList<>();
    private final Set<String> roles = new LinkedHashSet<>();
    private boolean denyUncoveredMethods;

    SecurityOptions() {
    }

    /**
     * Adds a constraint on a URL pattern. With several for one pattern, what one of them permits is permitted; one for
     * nobody overrides all others.
     *
     * @param pattern a URL pattern, such as {@code /admin/*}; see {@link ConstraintOptions#patterns} for more
     * @param options receives what is asked of requests
     * @return these options
     * @throws IllegalArgumentException if a pattern is invalid, or it is both for some methods and for all but some
     */
    public SecurityOptions constraint(String pattern, Consumer<ConstraintOptions> options) {
        ConstraintOptions chosen = new ConstraintOptions().patterns(pattern);
        options.accept(chosen);
        constraints.add(chosen.constraint());
        return this;
    }

    /**
     * Declares roles, all of which the role {@code *} of a constraint stands for. Others need no declaration.
     *
     * @param names the names
     * @return these options
     */
    public SecurityOptions roles(String... names) {
        roles.addAll(List.of(names));
        return this;
    }

    /**
     * Refuses methods that constraints on the best pattern for a path do not mention; without, they are open to anybody,
     * and a warning at the start names them.
     *
     * @return these options
     */
    public SecurityOptions denyUncoveredMethods() {
        denyUncoveredMethods = true;
        return this;
    }

    SecuritySettings settings() {
        return new SecuritySettings(constraints, roles, null, denyUncoveredMethods);
    }
}

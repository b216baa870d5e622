package io.waitress.servlet;

import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.SecurityConstraint.Resources;
import io.waitress.servlet.internal.model.SecurityConstraint.Transport;
import io.waitress.servlet.internal.runtime.DeploymentRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a constraint asks of requests. Confined to the call of {@link SecurityOptions#constraint} that hands it out.
 */
public final class ConstraintOptions {

    private final List<String> patterns = new ArrayList<>();
    private final Set<String> methods = new LinkedHashSet<>();
    private final Set<String> exceptMethods = new LinkedHashSet<>();
    private Set<String> roles;
    private Transport transport = Transport.NONE;

    ConstraintOptions() {
    }

    /**
     * Adds patterns for which the constraint is.
     *
     * @param values patterns as in a deployment descriptor
     * @return these options
     * @throws IllegalArgumentException if one is invalid
     */
    public ConstraintOptions patterns(String... values) {
        for (String value : values) {
            DeploymentRules.requirePattern(value);
            patterns.add(value);
        }
        return this;
    }

    /**
     * Restricts the constraint to methods; without, it is for all. Rather use none: a method that is forgotten is open.
     *
     * @param names methods such as {@code POST}, case counts
     * @return these options
     */
    public ConstraintOptions methods(String... names) {
        methods.addAll(List.of(names));
        return this;
    }

    /**
     * Takes methods out of the constraint; it is for all others.
     *
     * @param names methods such as {@code GET}, case counts
     * @return these options
     */
    public ConstraintOptions exceptMethods(String... names) {
        exceptMethods.addAll(List.of(names));
        return this;
    }

    /**
     * Lets users pass who have one of some roles.
     *
     * @param names the roles; {@code *} for all that are declared
     * @return these options
     */
    public ConstraintOptions roles(String... names) {
        roles = new LinkedHashSet<>(List.of(names));
        return this;
    }

    /**
     * Lets every user pass who has logged in.
     *
     * @return these options
     */
    public ConstraintOptions anyUser() {
        return roles("**");
    }

    /**
     * Lets nobody pass. Forwards and includes inside the application still reach the resource.
     *
     * @return these options
     */
    public ConstraintOptions nobody() {
        return roles();
    }

    /**
     * Lets requests pass only over TLS; others are redirected to it, see the setting {@code httpsPort}.
     *
     * @return these options
     */
    public ConstraintOptions confidential() {
        transport = Transport.CONFIDENTIAL;
        return this;
    }

    SecurityConstraint constraint() {
        if (!methods.isEmpty() && !exceptMethods.isEmpty()) {
            throw new IllegalArgumentException("The constraint on " + patterns + " is for the methods " + methods
                    + " and for all but " + exceptMethods + "; expected one of them");
        }
        return new SecurityConstraint(null, List.of(new Resources(null, patterns, methods, exceptMethods)), roles,
                transport);
    }
}

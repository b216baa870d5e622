package io.waitress.servlet.internal.security;

import io.waitress.servlet.internal.mapping.PathMapper;
import io.waitress.servlet.internal.mapping.PathMatch;
import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.SecurityConstraint.Transport;
import io.waitress.servlet.internal.model.SecuritySettings;
import io.waitress.servlet.internal.model.ServletDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All security constraints of an application, compiled (Servlet 6.1, section 13.8). Of all patterns with constraints the
 * one that matches a path best decides, by the rules that servlets are mapped by, and it alone. Immutable; safe from any
 * thread.
 */
public final class ConstraintTable {

    private final PathMapper<PatternAccess> mapper;
    private final Map<UrlPattern, PatternAccess> patterns;

    private ConstraintTable(Map<UrlPattern, PatternAccess> patterns) {
        this.patterns = patterns;
        PathMapper.Builder<PatternAccess> builder = PathMapper.builder();
        patterns.forEach(builder::add);
        this.mapper = builder.build();
    }

    /**
     * Compiles the constraints.
     *
     * @param declared what the descriptor says
     * @param servlets the servlets; what one of them says counts for its patterns, except for those that the descriptor
     *     has a constraint for
     * @param roles the declared roles, from wherever
     */
    public static ConstraintTable of(SecuritySettings declared, List<ServletDefinition> servlets,
            DeclaredRoles roles) {
        Map<UrlPattern, List<Rule>> rules = new LinkedHashMap<>();
        for (SecurityConstraint constraint : declared.constraints()) {
            add(constraint, roles, rules);
        }
        Set<UrlPattern> ofDescriptor = Set.copyOf(rules.keySet());
        for (ServletDefinition servlet : servlets) {
            if (servlet.security() != null) {
                List<Rule> own = ServletConstraints.rules(servlet.security(), roles);
                for (String text : servlet.patterns()) {
                    UrlPattern pattern = UrlPattern.of(text, true);
                    if (!own.isEmpty() && !ofDescriptor.contains(pattern)) {
                        rules.put(pattern, own);
                    }
                }
            }
        }
        Map<UrlPattern, PatternAccess> patterns = new LinkedHashMap<>();
        rules.forEach((pattern, all) ->
                patterns.put(pattern, PatternAccess.of(all, declared.denyUncoveredMethods())));
        return new ConstraintTable(patterns);
    }

    private static void add(SecurityConstraint constraint, DeclaredRoles roles, Map<UrlPattern, List<Rule>> rules) {
        Set<String> allowed = roles.expanded(constraint.roles());
        boolean confidential = constraint.transport() != Transport.NONE;
        for (SecurityConstraint.Resources resources : constraint.resources()) {
            Rule rule = new Rule(resources.methods(), resources.omittedMethods(),
                    roles.audience(constraint.roles()), allowed, confidential);
            for (String pattern : resources.patterns()) {
                rules.computeIfAbsent(UrlPattern.of(pattern, true), any -> new ArrayList<>()).add(rule);
            }
        }
    }

    /**
     * Returns what requests to a path must fulfil.
     *
     * @param path canonical, inside the context
     * @return null if no pattern matches it
     */
    public Protection of(String path) {
        PathMatch<PatternAccess> match = mapper.match(path);
        return match == null ? null : new Protection(match.target());
    }

    /** Tells whether anything needs a user. */
    public boolean needsUsers() {
        return patterns.values().stream().anyMatch(pattern -> pattern.others().needsUser()
                || pattern.byMethod().values().stream().anyMatch(Access::needsUser));
    }

    /** Names the methods that no constraint covers, with their patterns; empty if all are covered. */
    public List<String> uncovered() {
        List<String> uncovered = new ArrayList<>();
        patterns.forEach((pattern, access) -> {
            if (access.uncovered() != null) {
                uncovered.add(access.uncovered() + " at '" + pattern + '\'');
            }
        });
        return uncovered;
    }
}

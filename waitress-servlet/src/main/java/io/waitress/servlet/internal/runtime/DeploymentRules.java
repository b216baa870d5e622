package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import io.waitress.servlet.internal.model.ServletDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold between the components that an embedder declares, checked before anything starts. Stateless. */
public final class DeploymentRules {

    private DeploymentRules() {
    }

    /**
     * Checks names and patterns. A filter may name a servlet that is not declared if an initialiser or a listener could
     * still register it.
     *
     * @throws IllegalArgumentException naming the first mistake
     */
    public static void check(DeploymentModel model) {
        Set<String> servlets = new HashSet<>(Set.of("*", ComponentRegistry.DEFAULT_SERVLET));
        checkServlets(model, servlets);
        Set<String> filters = new HashSet<>();
        for (FilterDefinition filter : model.filters()) {
            requireUnused("filter", filter.name(), filters.add(filter.name()));
        }
        boolean complete = model.initializers().isEmpty() && model.listeners().isEmpty();
        for (FilterMapping mapping : model.filterMappings()) {
            checkMapping(mapping, servlets, complete);
        }
    }

    /**
     * Checks a URL pattern.
     *
     * @throws IllegalArgumentException naming the pattern and what is wrong with it
     */
    public static void requirePattern(String pattern) {
        UrlPattern.of(pattern);
    }

    private static void checkServlets(DeploymentModel model, Set<String> known) {
        Set<String> names = new HashSet<>();
        Map<UrlPattern, String> owners = new HashMap<>();
        for (ServletDefinition servlet : model.servlets()) {
            requireUnused("servlet", servlet.name(), names.add(servlet.name()));
            for (String pattern : servlet.patterns()) {
                String owner = owners.putIfAbsent(UrlPattern.of(pattern), servlet.name());
                if (owner != null && !owner.equals(servlet.name())) {
                    throw new IllegalArgumentException("URL pattern '" + pattern + "' is mapped to servlet '" + owner
                            + "' and to servlet '" + servlet.name() + "'; expected one servlet");
                }
            }
        }
        known.addAll(names);
    }

    private static void requireUnused(String what, String name, boolean unused) {
        if (!unused) {
            throw new IllegalArgumentException(
                    "Two " + what + "s are named '" + name + "'; expected names to differ");
        }
    }

    private static void checkMapping(FilterMapping mapping, Set<String> servlets, boolean complete) {
        if (mapping.patterns().isEmpty() && mapping.servlets().isEmpty()) {
            throw new IllegalArgumentException("Filter '" + mapping.filter()
                    + "' applies to nothing; expected a URL pattern or the name of a servlet");
        }
        mapping.patterns().forEach(UrlPattern::of);
        for (String servlet : mapping.servlets()) {
            if (complete && !servlets.contains(servlet)) {
                throw new IllegalArgumentException("Filter '" + mapping.filter() + "' applies to servlet '" + servlet
                        + "', which is not declared");
            }
        }
    }
}

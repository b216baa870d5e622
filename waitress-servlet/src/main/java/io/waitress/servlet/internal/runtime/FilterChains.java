package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.FilterMapping;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resolves filter chains from the mappings of one context (Servlet 6.1, section 6.2.4). Immutable. */
final class FilterChains {

    private static final String ANY_SERVLET = "*";

    private final List<Mapping> mappings = new ArrayList<>();

    private record Mapping(
            FilterHolder filter, Set<DispatcherType> types, List<UrlPattern> patterns, List<String> servlets) {

        boolean matchesPath(String path) {
            for (UrlPattern pattern : patterns) {
                if (pattern.matches(path)) {
                    return true;
                }
            }
            return false;
        }

        boolean matchesServlet(String name) {
            return servlets.contains(name) || servlets.contains(ANY_SERVLET);
        }
    }

    /**
     * Prepares the mappings.
     *
     * @throws IllegalArgumentException if a mapping names a filter that does not exist
     */
    FilterChains(List<FilterMapping> declared, Map<String, FilterHolder> filters) {
        for (FilterMapping mapping : declared) {
            FilterHolder filter = filters.get(mapping.filter());
            if (filter == null) {
                throw new IllegalArgumentException("a filter mapping names the filter '" + mapping.filter()
                        + "', which is not declared");
            }
            List<UrlPattern> patterns = new ArrayList<>();
            for (String pattern : mapping.patterns()) {
                patterns.add(UrlPattern.of(pattern, true));
            }
            mappings.add(new Mapping(filter, mapping.dispatchers(), patterns, mapping.servlets()));
        }
    }

    /**
     * Returns the chain of a dispatch: filters by path, then filters by servlet name, each filter once, then the
     * servlet.
     *
     * @param type the kind of dispatch
     * @param path the path inside the context, or null for a dispatch by name, to which no pattern applies
     * @param servlet the servlet, or null if none is mapped
     */
    Chain resolve(DispatcherType type, String path, ServletHolder servlet) {
        Set<FilterHolder> filters = new LinkedHashSet<>();
        for (Mapping mapping : mappings) {
            if (path != null && mapping.types.contains(type) && mapping.matchesPath(path)) {
                filters.add(mapping.filter);
            }
        }
        for (Mapping mapping : mappings) {
            if (servlet != null && mapping.types.contains(type) && mapping.matchesServlet(servlet.name())) {
                filters.add(mapping.filter);
            }
        }
        Chain chain = new ChainEnd(servlet);
        List<FilterHolder> ordered = new ArrayList<>(filters);
        for (int i = ordered.size() - 1; i >= 0; i--) {
            chain = new FilterChainImpl(ordered.get(i), chain);
        }
        return chain;
    }
}

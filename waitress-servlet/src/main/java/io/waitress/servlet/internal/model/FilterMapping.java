package io.waitress.servlet.internal.model;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where a filter applies. The order of the mappings is the order of the filters in a chain: mappings by URL pattern
 * come before mappings by servlet name (Servlet 6.1, section 6.2.4).
 *
 * @param filter the filter's name
 * @param patterns URL patterns, possibly none
 * @param servlets servlet names or {@code *} for all, possibly none
 * @param dispatchers the kinds of dispatch; never empty
 */
public record FilterMapping(
        String filter, List<String> patterns, List<String> servlets, Set<DispatcherType> dispatchers) {

    public FilterMapping {
        Objects.requireNonNull(filter, "filter");
        patterns = List.copyOf(patterns);
        servlets = List.copyOf(servlets);
        dispatchers = dispatchers.isEmpty()
                ? Set.of(DispatcherType.REQUEST)
                : Set.copyOf(EnumSet.copyOf(dispatchers));
    }
}

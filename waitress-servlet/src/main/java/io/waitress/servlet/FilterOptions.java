package io.waitress.servlet;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where a filter applies. Confined to the call of {@code ServletApplication.Builder.filter} that hands it out. */
public final class FilterOptions {

    private final List<String> patterns = new ArrayList<>();
    private final List<String> servlets = new ArrayList<>();
    private final Map<String, String> initParameters = new LinkedHashMap<>();
    private Set<DispatcherType> dispatchers = EnumSet.of(DispatcherType.REQUEST);
    private boolean asyncSupported = true;

    FilterOptions() {
    }

    /**
     * Applies the filter to URL patterns; may be called several times.
     *
     * @param values patterns as in a deployment descriptor, such as {@code /*}
     * @return these options
     */
    public FilterOptions patterns(String... values) {
        patterns.addAll(List.of(values));
        return this;
    }

    /**
     * Applies the filter to servlets; may be called several times.
     *
     * @param names the servlets' names, or {@code *} for all
     * @return these options
     */
    public FilterOptions servlets(String... names) {
        servlets.addAll(List.of(names));
        return this;
    }

    /**
     * Sets for which kinds of dispatch the filter applies. {@link DispatcherType#REQUEST} unless set.
     *
     * @param first a kind
     * @param more further kinds
     * @return these options
     */
    public FilterOptions dispatchers(DispatcherType first, DispatcherType... more) {
        dispatchers = EnumSet.of(first, more);
        return this;
    }

    /**
     * Sets an init parameter.
     *
     * @param name its name
     * @param value its value
     * @return these options
     */
    public FilterOptions initParameter(String name, String value) {
        initParameters.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets whether requests that pass the filter may become asynchronous. True unless set.
     *
     * @param supported whether they may
     * @return these options
     */
    public FilterOptions asyncSupported(boolean supported) {
        asyncSupported = supported;
        return this;
    }

    FilterDefinition definition(String name, ComponentSource<Filter> source) {
        return new FilterDefinition(name, source, initParameters, asyncSupported);
    }

    FilterMapping mapping(String name) {
        return new FilterMapping(name, patterns, servlets, dispatchers);
    }
}

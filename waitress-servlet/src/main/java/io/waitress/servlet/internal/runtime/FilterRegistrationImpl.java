package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A filter that is declared or registered, while it can be changed. Used by the thread that starts its context. */
final class FilterRegistrationImpl extends RegistrationImpl<ComponentSource<Filter>>
        implements FilterRegistration.Dynamic {

    private final FilterMappings mappings;

    FilterRegistrationImpl(String name, FilterMappings mappings, ContextPhase phase) {
        super(name, null, phase);
        this.mappings = mappings;
    }

    static FilterRegistrationImpl of(FilterDefinition definition, FilterMappings mappings, ContextPhase phase) {
        FilterRegistrationImpl registration = new FilterRegistrationImpl(definition.name(), mappings, phase);
        registration.source(definition.source());
        registration.parameters().putAll(definition.initParameters());
        registration.setAsyncSupported(definition.asyncSupported());
        return registration;
    }

    /** Returns the filter as it is to run. */
    FilterDefinition definition() {
        return new FilterDefinition(getName(), source(), parameters(), asyncSupported());
    }

    @Override
    public String getClassName() {
        return source() == null ? null : source().className();
    }

    @Override
    public void addMappingForServletNames(EnumSet<DispatcherType> types, boolean matchAfter, String... servlets) {
        phase.requireConfigurable("addMappingForServletNames");
        requireSome(servlets, "servlet name");
        mappings.add(new FilterMapping(getName(), List.of(), List.of(servlets), orRequest(types)), matchAfter);
    }

    @Override
    public void addMappingForUrlPatterns(EnumSet<DispatcherType> types, boolean matchAfter, String... patterns) {
        phase.requireConfigurable("addMappingForUrlPatterns");
        requireSome(patterns, "URL pattern");
        for (String pattern : patterns) {
            UrlPattern.of(pattern);
        }
        mappings.add(new FilterMapping(getName(), List.of(patterns), List.of(), orRequest(types)), matchAfter);
    }

    private void requireSome(String[] values, String what) {
        if (values == null || values.length == 0) {
            throw new IllegalArgumentException("no " + what + " given for filter '" + getName() + "'");
        }
        for (String value : values) {
            if (value == null) {
                throw new IllegalArgumentException("a " + what + " given for filter '" + getName() + "' is null");
            }
        }
    }

    private static Set<DispatcherType> orRequest(EnumSet<DispatcherType> types) {
        return types == null ? Set.of() : types;
    }

    @Override
    public Collection<String> getServletNameMappings() {
        return collect(FilterMapping::servlets);
    }

    @Override
    public Collection<String> getUrlPatternMappings() {
        return collect(FilterMapping::patterns);
    }

    private Collection<String> collect(Function<FilterMapping, List<String>> part) {
        return mappings.ordered().stream()
                .filter(mapping -> mapping.filter().equals(getName()))
                .flatMap(mapping -> part.apply(mapping).stream())
                .distinct()
                .toList();
    }
}

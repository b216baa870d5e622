package io.waitress.servlet.internal.model;

import jakarta.servlet.Filter;
import java.util.Map;
import java.util.Objects;

/**
 * One declared filter; its mappings are {@link FilterMapping}s since their order spans filters.
 *
 * @param name unique in the application
 * @param source the filter, or null if declared incompletely and still to be completed by an initializer
 * @param initParameters in order of declaration
 * @param asyncSupported whether requests passing it may become asynchronous
 */
public record FilterDefinition(
        String name, ComponentSource<Filter> source, Map<String, String> initParameters, boolean asyncSupported) {

    public FilterDefinition {
        Objects.requireNonNull(name, "name");
        initParameters = Copies.ordered(initParameters);
    }
}

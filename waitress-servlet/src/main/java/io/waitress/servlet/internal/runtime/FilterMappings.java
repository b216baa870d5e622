package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.FilterMapping;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter mappings in their order: registered to match first, declared, registered to match after. Used by the
 * thread that starts the context.
 */
final class FilterMappings {

    private final List<FilterMapping> before = new ArrayList<>();
    private final List<FilterMapping> declared;
    private final List<FilterMapping> after = new ArrayList<>();

    FilterMappings(List<FilterMapping> declared) {
        this.declared = declared;
    }

    void add(FilterMapping mapping, boolean matchAfter) {
        (matchAfter ? after : before).add(mapping);
    }

    List<FilterMapping> ordered() {
        List<FilterMapping> all = new ArrayList<>(before);
        all.addAll(declared);
        all.addAll(after);
        return all;
    }
}

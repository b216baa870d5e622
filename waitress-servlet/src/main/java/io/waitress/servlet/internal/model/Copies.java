package io.waitress.servlet.internal.model;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Unmodifiable copies that keep the order of their source, as {@code Map.copyOf} and {@code Set.copyOf} do not. */
final class Copies {

    private Copies() {
    }

    static <K, V> Map<K, V> ordered(Map<K, V> source) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(source));
    }

    static <T> Set<T> ordered(Collection<T> source) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(source));
    }
}

package io.waitress.servlet.internal.runtime;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The attributes of a context; tells the listeners of changes. Safe from any thread. */
final class ContextAttributes {

    private final ConcurrentMap<String, Object> values = new ConcurrentHashMap<>();
    private final Listeners listeners;

    ContextAttributes(Listeners listeners) {
        this.listeners = listeners;
    }

    Object get(String name) {
        return values.get(Objects.requireNonNull(name, "name"));
    }

    Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    /** Puts a value there without telling anybody. */
    void preset(String name, Object value) {
        values.put(name, value);
    }

    void set(String name, Object value) {
        Objects.requireNonNull(name, "name");
        if (value == null) {
            remove(name);
            return;
        }
        Object previous = values.put(name, value);
        if (previous == null) {
            listeners.contextAttributeAdded(name, value);
        } else {
            listeners.contextAttributeReplaced(name, previous);
        }
    }

    void remove(String name) {
        Object previous = values.remove(name);
        if (previous != null) {
            listeners.contextAttributeRemoved(name, previous);
        }
    }
}

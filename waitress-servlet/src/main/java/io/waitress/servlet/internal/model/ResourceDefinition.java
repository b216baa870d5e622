package io.waitress.servlet.internal.model;

import java.util.Map;
import java.util.Objects;

/**
 * A named object that whoever runs an application provides.
 *
 * @param contextPath the path of the only application that gets it, or null for all
 * @param name relative to {@code java:comp/env}, or beginning with {@code java:}
 * @param properties what it is made of; the value itself has an empty name
 * @param instance the object itself, or null
 */
public record ResourceDefinition(String contextPath, String name, Map<String, String> properties, Object instance) {

    /** The property that is the value of the name itself, as in {@code NAME=VALUE}. */
    public static final String VALUE = "";

    public ResourceDefinition {
        Objects.requireNonNull(name, "name");
        properties = Map.copyOf(properties);
    }

    /** Without values, among which are passwords. */
    @Override
    public String toString() {
        return "resource " + name;
    }
}

package io.waitress.servlet.internal.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A name that an application declares in its environment of naming ({@code java:comp/env}).
 *
 * @param kind what is declared
 * @param element the descriptor's element, such as {@code resource-ref}, for messages
 * @param name as declared: relative to {@code java:comp/env}, or beginning with {@code java:}
 * @param type the class name of what is found there, or null
 * @param value the text of an {@code env-entry}, or null
 * @param lookup the name of {@code lookup-name}, or null
 * @param mappedName the server's name of it, or null
 * @param targets what it is injected into
 * @param properties of a {@link Kind#DEFINITION}, in the form of a {@link ResourceDefinition}
 * @param place where it is declared, as messages begin
 */
public record NameReference(Kind kind, String element, String name, String type, String value, String lookup,
        String mappedName, List<Target> targets, Map<String, String> properties, String place) {

    /** What a declaration asks of the server. */
    public enum Kind {
        /** A value in the descriptor. */
        ENTRY,
        /** An object that whoever runs the application provides. */
        RESOURCE,
        /** An object that the descriptor describes completely. */
        DEFINITION,
        /** Something of other containers, which is there only if it is provided like a resource. */
        FOREIGN
    }

    /**
     * A field, or the property of a setter, that gets the object.
     *
     * @param className the class that declares it
     * @param member the field's or property's name
     */
    public record Target(String className, String member) {
    }

    public NameReference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        targets = List.copyOf(targets);
        properties = Map.copyOf(properties);
    }

    /** Without values, among which are passwords. */
    @Override
    public String toString() {
        return element + " '" + name + "'";
    }
}

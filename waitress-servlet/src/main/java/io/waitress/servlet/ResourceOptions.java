package io.waitress.servlet;

import io.waitress.servlet.internal.model.NamingSettings;
import io.waitress.servlet.internal.model.ResourceDefinition;
import io.waitress.servlet.internal.naming.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The objects that an application finds by name, below {@code java:comp/env}. Confined to the call that hands it out.
 *
 * <pre>{@code
 * builder.resources(resources -> resources
 *         .object("config/shop", new Config())
 *         .setting("jdbc/shop", "jdbc:postgresql://db/shop")
 *         .setting("jdbc/shop.username", "shop"));
 * }</pre>
 */
public final class ResourceOptions {

    private final Map<Key, Object> objects = new LinkedHashMap<>();
    private final Map<Key, Map<String, String>> properties = new LinkedHashMap<>();

    /** Whose name it is, and the name. */
    private record Key(String contextPath, String name) {
    }

    ResourceOptions() {
    }

    /**
     * Gives the application an object.
     *
     * @param name relative to {@code java:comp/env}, such as {@code jdbc/shop}, or beginning with {@code java:}
     * @param value the object, never closed by the application's end
     * @return these options
     * @throws IllegalArgumentException if the name is invalid or was given before
     */
    public ResourceOptions object(String name, Object value) {
        Key key = new Key(null, checked(name, name));
        if (properties.containsKey(key) || objects.putIfAbsent(key, Objects.requireNonNull(value, "value")) != null) {
            throw new IllegalArgumentException("resource " + name + " is given twice");
        }
        return this;
    }

    /**
     * Describes an object, as the option {@code --resource} of the command does: by {@code NAME}, whose value may be a
     * URL {@code jdbc:…} or {@code smtp://…} or a text, and by {@code NAME.PROPERTY}. The property begins after the first
     * dot after the last slash. {@code /PATH:NAME} is for the application at that context path only.
     *
     * @param key the name, with or without a property
     * @param value the text
     * @return these options
     * @throws IllegalArgumentException if the key is invalid or was given before
     */
    public ResourceOptions setting(String key, String value) {
        Objects.requireNonNull(value, "value");
        String contextPath = null;
        String rest = key;
        int colon = key.indexOf(':');
        if (key.startsWith("/") && colon > 0) {
            contextPath = colon == 1 ? "" : key.substring(0, colon);
            rest = key.substring(colon + 1);
        }
        int dot = rest.indexOf('.', rest.lastIndexOf('/') + 1);
        String name = checked(dot < 0 ? rest : rest.substring(0, dot), key);
        String property = dot < 0 ? ResourceDefinition.VALUE : rest.substring(dot + 1);
        if (dot >= 0 && property.isEmpty()) {
            throw new IllegalArgumentException("resource " + key + ": expected the name of a property after the dot");
        }
        Key whole = new Key(contextPath, name);
        Map<String, String> known = properties.computeIfAbsent(whole, any -> new LinkedHashMap<>());
        if (objects.containsKey(whole) || known.putIfAbsent(property, value) != null) {
            throw new IllegalArgumentException("resource " + key + " is given twice");
        }
        return this;
    }

    private static String checked(String name, String shown) {
        String path = name.startsWith("java:") ? name.substring("java:".length()) : name;
        if (path.isEmpty() || path.endsWith("/") || path.contains("//") || !name.startsWith("java:")
                && (path.startsWith("/") || path.indexOf(':') >= 0)) {
            throw new IllegalArgumentException("resource '" + shown + "': expected a name such as jdbc/shop or"
                    + " java:comp/env/jdbc/shop, with /PATH: before it if it is for one application");
        }
        return name;
    }

    /** Returns what was given, those for one application before those for all. */
    private List<ResourceDefinition> definitions() {
        List<ResourceDefinition> all = new ArrayList<>();
        objects.forEach((key, value) -> all.add(
                new ResourceDefinition(key.contextPath, key.name, Map.of(), value)));
        properties.forEach((key, texts) -> {
            ResourceDefinition definition = new ResourceDefinition(key.contextPath, key.name, texts, null);
            Resources.check(definition);
            all.add(definition.contextPath() == null ? all.size() : 0, definition);
        });
        return all;
    }

    /** Returns other settings with what is given here, which counts less. */
    NamingSettings addedTo(NamingSettings settings) {
        List<ResourceDefinition> all = new ArrayList<>(settings.resources());
        all.addAll(definitions());
        return new NamingSettings(settings.references(), all);
    }
}

package io.waitress.servlet.internal.model;

import java.util.Map;

/**
 * The methods to be called on servlets, filters and listeners when they have been made and before they are given up.
 *
 * @param postConstruct the names of methods by class name, as a descriptor declares them
 * @param preDestroy the same for the end
 * @param annotations whether classes without an entry may mark their methods by annotation
 */
public record LifecycleCallbacks(
        Map<String, String> postConstruct, Map<String, String> preDestroy, boolean annotations) {

    /** None declared, annotations count. */
    public static final LifecycleCallbacks DEFAULT = new LifecycleCallbacks(Map.of(), Map.of(), true);

    public LifecycleCallbacks {
        postConstruct = Map.copyOf(postConstruct);
        preDestroy = Map.copyOf(preDestroy);
    }
}

package io.waitress.servlet.internal.model;

import java.util.List;

/**
 * What is found by name ({@code java:comp/env}).
 *
 * @param references what the application declares
 * @param resources what it is given; of those with one name the first counts
 */
public record NamingSettings(List<NameReference> references, List<ResourceDefinition> resources) {

    /** Nothing. */
    public static final NamingSettings NONE = new NamingSettings(List.of(), List.of());

    public NamingSettings {
        references = List.copyOf(references);
        resources = List.copyOf(resources);
    }

    /** Tells whether there is nothing. */
    public boolean isEmpty() {
        return references.isEmpty() && resources.isEmpty();
    }
}

package io.waitress.servlet.internal.model;

import jakarta.servlet.ServletContainerInitializer;
import java.util.Objects;
import java.util.Set;

/**
 * One initializer with the classes it asked for.
 *
 * @param initializer called before any listener
 * @param handledTypes what {@code onStartup} receives; null, not empty, if nothing matched or nothing was asked for
 *     (Servlet 6.1, section 8.2.4)
 */
public record InitializerDefinition(ServletContainerInitializer initializer, Set<Class<?>> handledTypes) {

    public InitializerDefinition {
        Objects.requireNonNull(initializer, "initializer");
        handledTypes = handledTypes == null || handledTypes.isEmpty() ? null : Copies.ordered(handledTypes);
    }
}

package io.waitress.servlet.internal.model;

import java.util.EventListener;
import java.util.Objects;

/**
 * One declared listener of any kind.
 *
 * @param source the listener
 * @param restricted true if it was declared in a tag library: its {@code contextInitialized} must not register
 *     components (Servlet 6.1, section 4.4)
 */
public record ListenerDefinition(ComponentSource<EventListener> source, boolean restricted) {

    public ListenerDefinition {
        Objects.requireNonNull(source, "source");
    }
}

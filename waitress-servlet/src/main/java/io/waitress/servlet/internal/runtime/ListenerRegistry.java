package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.ListenerDefinition;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;

/**
 * The listeners of a context while it starts: declared ones, then those that initialisers and listeners add. Used by
 * the thread that starts the context.
 */
final class ListenerRegistry {

    private static final List<Class<? extends EventListener>> KINDS = List.of(
            ServletContextAttributeListener.class,
            ServletRequestListener.class,
            ServletRequestAttributeListener.class,
            HttpSessionListener.class,
            HttpSessionAttributeListener.class,
            HttpSessionIdListener.class);

    private final ContextPhase phase;
    private final ComponentFactory factory;
    private final Listeners listeners;
    private final List<LifecycleListener> lifecycle = new ArrayList<>();
    private final List<EventListener> addedByInitializers = new ArrayList<>();
    private final List<Made> all = new ArrayList<>();

    private record Made(EventListener listener, ComponentSource<EventListener> source) {
    }

    /** A listener of the context's life cycle; restricted if it was not declared. */
    record LifecycleListener(ServletContextListener listener, boolean restricted) {
    }

    ListenerRegistry(ContextPhase phase, ComponentFactory factory, Listeners listeners) {
        this.phase = phase;
        this.factory = factory;
        this.listeners = listeners;
    }

    void add(String className) {
        phase.requireConfigurable("addListener");
        try {
            add(factory.load(className, EventListener.class));
        } catch (ServletException e) {
            throw new IllegalArgumentException("listener " + e.getMessage(), e);
        }
    }

    void add(Class<? extends EventListener> type) {
        phase.requireConfigurable("addListener");
        requireAddable(type);
        try {
            add(factory.createForAdding(type));
        } catch (ServletException e) {
            throw new IllegalArgumentException("listener " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    void add(EventListener listener) {
        phase.requireConfigurable("addListener");
        requireAddable(listener.getClass());
        if (phase.current() == ContextPhase.Phase.INITIALIZERS) {
            addedByInitializers.add(listener);
        } else {
            all.add(new Made(listener, new ComponentSource.Given<>(listener)));
            listeners.add(listener);
        }
    }

    <T extends EventListener> T create(Class<T> type) throws ServletException {
        phase.requireUnrestricted("createListener");
        if (!isKnown(type) && !ServletContextListener.class.isAssignableFrom(type)) {
            throw unknown(type);
        }
        return phase.configurable() ? factory.createForAdding(type) : factory.instantiate(type);
    }

    /** Only an initialiser may add listeners of the context's life cycle (Servlet 6.1, section 4.4.3). */
    private void requireAddable(Class<?> type) {
        if (ServletContextListener.class.isAssignableFrom(type)) {
            if (phase.current() != ContextPhase.Phase.INITIALIZERS) {
                throw new IllegalArgumentException("a ServletContextListener can be added by a "
                        + "ServletContainerInitializer only: " + type.getName());
            }
        } else if (!isKnown(type)) {
            throw unknown(type);
        }
    }

    private static boolean isKnown(Class<?> type) {
        return KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type));
    }

    private static IllegalArgumentException unknown(Class<?> type) {
        return new IllegalArgumentException(type.getName() + " implements no listener interface of a servlet context");
    }

    /** Makes the declared listeners and puts those that initialisers added behind them. */
    void instantiate(List<ListenerDefinition> declared) throws ServletException {
        for (ListenerDefinition definition : declared) {
            ComponentSource<EventListener> source = definition.source();
            enlist(factory.create(source, EventListener.class), source, definition.restricted());
        }
        addedByInitializers.forEach(listener -> enlist(listener, new ComponentSource.Given<>(listener), true));
        addedByInitializers.clear();
    }

    private void enlist(EventListener listener, ComponentSource<EventListener> source, boolean restricted) {
        all.add(new Made(listener, source));
        listeners.add(listener);
        if (listener instanceof ServletContextListener contextListener) {
            lifecycle.add(new LifecycleListener(contextListener, restricted));
        }
    }

    List<LifecycleListener> lifecycle() {
        return lifecycle;
    }

    /** Calls what is to be called when listeners are given up, in reverse order; failures are logged. */
    void release(Invocation invocation) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Made made = all.get(i);
            invocation.runLast("releasing listener " + made.listener.getClass().getName(),
                    () -> factory.release(made.listener, made.source));
        }
        all.clear();
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.LifecycleCallbacks;
import jakarta.servlet.ServletException;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Makes an application's servlets, filters and listeners: the one place that instantiates its classes. What it makes
 * itself is injected into, and its callbacks are called; objects that the application or an embedder has made are used as they are.
 */
final class ComponentFactory {

    private final ClassLoader loader;
    private final ComponentCallbacks callbacks;
    private final BeanInjection injection;  // or null
    private final Set<Object> created = Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by itself

    ComponentFactory(ClassLoader loader, LifecycleCallbacks callbacks) {
        this.loader = loader;
        this.callbacks = new ComponentCallbacks(callbacks, loader);
        this.injection = BeanInjection.of(loader, "jakarta", "javax");
    }

    /**
     * Returns the object that a source describes.
     *
     * @throws ServletException if its class cannot be loaded or instantiated, or is not of the kind
     */
    <T> T create(ComponentSource<? extends T> source, Class<T> kind) throws ServletException {
        Object made;
        if (source instanceof ComponentSource.Given<? extends T> given) {
            made = given.instance();
        } else if (source instanceof ComponentSource.Supplied<? extends T> supplied) {
            made = supplied.supplier().get();
        } else if (source instanceof ComponentSource.Typed<? extends T> typed) {
            made = instantiate(typed.type());
        } else {
            made = instantiate(load(source.className(), kind));
        }
        if (!kind.isInstance(made)) {
            throw new ServletException((made == null ? "null" : made.getClass().getName()) + " from "
                    + source.className() + " is not a " + kind.getName());
        }
        return kind.cast(made);
    }

    /**
     * Makes a component that the application asks for, to be added later.
     *
     * @throws ServletException if it cannot be made
     */
    <T> T createForAdding(Class<T> type) throws ServletException {
        T component = instantiate(type);
        synchronized (created) {
            created.add(component);
        }
        return component;
    }

    /** Tells whether a component was made by {@link #createForAdding}. */
    boolean hasCreated(Object component) {
        synchronized (created) {
            return created.contains(component);
        }
    }

    /**
     * Calls what is to be called when a component is given up, if it was made here.
     *
     * @throws ServletException if that fails
     */
    void release(Object component, ComponentSource<?> source) throws ServletException {
        if (source instanceof ComponentSource.Named || source instanceof ComponentSource.Typed
                || hasCreated(component)) {
            release(component);
        }
    }

    /**
     * As {@link #release}, for a component made by {@link #instantiate}.
     *
     * @throws ServletException if that fails
     */
    void release(Object component) throws ServletException {
        try {
            callbacks.released(component);
        } finally {
            if (injection != null) {
                injection.release(component);
            }
        }
    }

    /**
     * Loads a class of the application.
     *
     * @throws ServletException if it is not there, broken, or not of the kind
     */
    <T> Class<? extends T> load(String className, Class<T> kind) throws ServletException {
        Class<?> type;
        try {
            type = Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ServletException("class " + className + " cannot be loaded: " + e, e);
        }
        if (!kind.isAssignableFrom(type)) {
            throw new ServletException("class " + className + " is not a " + kind.getName());
        }
        return type.asSubclass(kind);
    }

    /**
     * Calls the constructor without parameters, and what is to be called afterwards.
     *
     * @throws ServletException if there is none, or one of them fails
     */
    <T> T instantiate(Class<T> type) throws ServletException {
        T made;
        try {
            made = type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new ServletException("the constructor of " + type.getName() + " failed: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new ServletException(type.getName() + " needs a public constructor without parameters", e);
        }
        if (injection != null) {
            injection.inject(made);
        }
        callbacks.made(made);
        return made;
    }
}

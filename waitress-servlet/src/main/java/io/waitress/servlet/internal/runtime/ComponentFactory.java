package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ComponentSource;
import jakarta.servlet.ServletException;
import java.lang.reflect.InvocationTargetException;

/** Makes an application's servlets, filters and listeners: the one place that instantiates its classes. */
final class ComponentFactory {

    private final ClassLoader loader;

    ComponentFactory(ClassLoader loader) {
        this.loader = loader;
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
     * Calls the constructor without parameters.
     *
     * @throws ServletException if there is none, or it fails
     */
    <T> T instantiate(Class<T> type) throws ServletException {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new ServletException("the constructor of " + type.getName() + " failed: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new ServletException(type.getName() + " needs a public constructor without parameters", e);
        }
    }
}

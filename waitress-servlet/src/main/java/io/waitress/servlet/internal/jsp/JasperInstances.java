package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.runtime.ComponentCallbacks;
import jakarta.servlet.ServletException;
import java.lang.reflect.InvocationTargetException;
import org.apache.tomcat.InstanceManager;

/** Makes pages and tag handlers, and calls what they have marked to be called. Safe from any thread. */
final class JasperInstances implements InstanceManager {

    private final ClassLoader loader;
    private final ComponentCallbacks callbacks;

    JasperInstances(ClassLoader loader, ComponentCallbacks callbacks) {
        this.loader = loader;
        this.callbacks = callbacks;
    }

    @Override
    public Object newInstance(Class<?> type)
            throws IllegalAccessException, InvocationTargetException, InstantiationException, NoSuchMethodException {
        Object made = type.getConstructor().newInstance();
        newInstance(made);
        return made;
    }

    @Override
    public Object newInstance(String className) throws IllegalAccessException, InvocationTargetException,
            InstantiationException, NoSuchMethodException, ClassNotFoundException {
        return newInstance(className, loader);
    }

    @Override
    public Object newInstance(String className, ClassLoader from) throws IllegalAccessException,
            InvocationTargetException, InstantiationException, NoSuchMethodException, ClassNotFoundException {
        return newInstance(from.loadClass(className));
    }

    @Override
    public void newInstance(Object made) throws InvocationTargetException {
        try {
            callbacks.made(made);
        } catch (ServletException e) {
            throw new InvocationTargetException(e, e.getMessage());
        }
    }

    @Override
    public void destroyInstance(Object made) throws InvocationTargetException {
        try {
            callbacks.released(made);
        } catch (ServletException e) {
            throw new InvocationTargetException(e, e.getMessage());
        }
    }
}

package io.waitress.servlet.internal.runtime;

import jakarta.servlet.ServletException;
import java.lang.reflect.InvocationTargetException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the beans' container that an application brings along (CDI, such as Weld or OpenWebBeans) inject into its
 * servlets, filters and listeners. The container is asked by the methods that its standard gives it, which are called by
 * reflection, since the server has no CDI itself. Safe from any thread.
 */
final class BeanInjection {

    private static final Logger LOG = LoggerFactory.getLogger(BeanInjection.class);
    private static final String ENTRY = ".enterprise.inject.spi.CDI";

    private final ClassLoader loader;
    private final String family;    // jakarta, or javax, which the conversion of old applications leaves as it is
    private final Map<Object, Object> contexts = new IdentityHashMap<>(); // by component; guarded by itself

    private BeanInjection(ClassLoader loader, String family) {
        this.loader = loader;
        this.family = family;
    }

    /** Returns the injection for an application, or null if it has no CDI. */
    static BeanInjection of(ClassLoader loader, String... families) {
        for (String family : families) {
            if (loader.getResource((family + ENTRY).replace('.', '/') + ".class") != null) {
                return new BeanInjection(loader, family);
            }
        }
        return null;
    }

    /**
     * Injects into a new component, if the beans' container runs already.
     *
     * @throws ServletException if something cannot be injected: the component must not be used then
     */
    void inject(Object component) throws ServletException {
        try {
            Object beans = beans();
            if (beans == null) {
                return;
            }
            Class<?> manager = type("BeanManager");
            Object described = manager.getMethod("createAnnotatedType", Class.class)
                    .invoke(beans, component.getClass());
            Object targets = manager.getMethod("getInjectionTargetFactory", type("AnnotatedType"))
                    .invoke(beans, described);
            Class<?> bean = type("Bean");
            Object target = type("InjectionTargetFactory").getMethod("createInjectionTarget", bean)
                    .invoke(targets, (Object) null);
            Object context = manager.getMethod("createCreationalContext", load(".enterprise.context.spi.Contextual"))
                    .invoke(beans, (Object) null);
            type("InjectionTarget")
                    .getMethod("inject", Object.class, load(".enterprise.context.spi.CreationalContext"))
                    .invoke(target, component, context);
            synchronized (contexts) {
                contexts.put(component, context);
            }
        } catch (InvocationTargetException e) {
            throw new ServletException("nothing can be injected into " + component.getClass().getName() + ": "
                    + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new ServletException("the application's CDI, which is to inject into "
                    + component.getClass().getName() + ", is not complete: " + e, e);
        }
    }

    /** Lets go of what was made for a component that is given up. */
    void release(Object component) {
        Object context;
        synchronized (contexts) {
            context = contexts.remove(component);
        }
        if (context == null) {
            return;
        }
        try {
            load(".enterprise.context.spi.CreationalContext").getMethod("release").invoke(context);
        } catch (InvocationTargetException e) {
            LOG.debug("What was injected into {} cannot be released", component.getClass().getName(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.debug("What was injected into {} cannot be released", component.getClass().getName(), e);
        }
    }

    /** Returns the beans' container, or null as long as none runs. */
    private Object beans() throws ReflectiveOperationException {
        Class<?> entry = load(ENTRY);
        try {
            Object current = entry.getMethod("current").invoke(null);
            return entry.getMethod("getBeanManager").invoke(current);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalStateException) {
                LOG.debug("The application has CDI, but no container of beans runs", e.getCause());
                return null;
            }
            throw e;
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return load(".enterprise.inject.spi." + name);
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(family + name, false, loader);
    }
}

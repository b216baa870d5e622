package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.LifecycleCallbacks;
import io.waitress.servlet.internal.naming.Injector;
import jakarta.servlet.ServletException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Injects resources, and calls the methods that an application marks, in its descriptor or by {@code @PostConstruct} and
 * {@code @PreDestroy}, on its servlets, filters and listeners (Servlet 6.1, sections 15.5.4, 15.5.10 and 15.5.11). The annotations are not part of
 * the Servlet API: they are known by name, and cost nothing where the application does not have them. Safe from any
 * thread.
 */
public final class ComponentCallbacks {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentCallbacks.class);
    private static final String POST_CONSTRUCT = "jakarta.annotation.PostConstruct";
    private static final String PRE_DESTROY = "jakarta.annotation.PreDestroy";

    private final LifecycleCallbacks declared;
    private final boolean annotations;
    private final Injector injector;
    private final Map<Class<?>, List<Method>> afterMaking = new ConcurrentHashMap<>();
    private final Map<Class<?>, List<Method>> beforeEnd = new ConcurrentHashMap<>();

    /**
     * Knows what is to be called.
     *
     * @param declared the methods that the descriptor names
     * @param loader the application's class loader
     */
    public ComponentCallbacks(LifecycleCallbacks declared, ClassLoader loader) {
        this.declared = declared;
        annotations = declared.annotations()
                && loader.getResource(POST_CONSTRUCT.replace('.', '/') + ".class") != null;
        injector = new Injector(loader, annotations);
    }

    /**
     * Injects a new component's resources and calls its methods, those of its superclasses first.
     *
     * @throws ServletException if one is missing, fails or cannot be called: the component must not be used then
     */
    public void made(Object component) throws ServletException {
        injector.inject(component);
        if (annotations || !declared.postConstruct().isEmpty()) {
            Class<?> type = component.getClass();
            List<Method> methods = afterMaking.get(type);
            if (methods == null) {
                methods = find(type, POST_CONSTRUCT, declared.postConstruct());
                afterMaking.put(type, methods);
            }
            call(component, methods);
        }
    }

    /**
     * Calls the methods of a component that is given up, those of its superclasses last.
     *
     * @throws ServletException if one fails or cannot be called
     */
    public void released(Object component) throws ServletException {
        if (annotations || !declared.preDestroy().isEmpty()) {
            Class<?> type = component.getClass();
            List<Method> methods = beforeEnd.get(type);
            if (methods == null) {
                methods = new ArrayList<>(find(type, PRE_DESTROY, declared.preDestroy()));
                Collections.reverse(methods);
                beforeEnd.put(type, methods);
            }
            call(component, methods);
        }
    }

    private static void call(Object component, List<Method> methods) throws ServletException {
        for (Method method : methods) {
            try {
                method.invoke(component);
            } catch (InvocationTargetException e) {
                throw new ServletException(text(method) + " failed: " + e.getCause(), e.getCause());
            } catch (IllegalAccessException e) {
                throw new ServletException(text(method) + " cannot be called: " + e.getMessage(), e);
            }
        }
    }

    private List<Method> find(Class<?> type, String annotation, Map<String, String> declaredNames)
            throws ServletException {
        Deque<Method> found = new ArrayDeque<>();
        List<Method> below = new ArrayList<>();
        for (Class<?> current = type; current != Object.class; current = current.getSuperclass()) {
            String name = declaredNames.get(current.getName());
            for (Method method : methods(current)) {
                boolean marked = name != null ? isNamed(method, name) : annotations && carries(method, annotation);
                if (marked && below.stream().noneMatch(other -> overrides(other, method))) {
                    found.push(checked(method, annotation));
                }
                below.add(method);
            }
            if (name != null && methods(current).stream().noneMatch(method -> isNamed(method, name))) {
                throw new ServletException("class " + current.getName() + " has no method " + name
                        + "(), which the descriptor declares to be called");
            }
        }
        return List.copyOf(found);
    }

    private static List<Method> methods(Class<?> type) {
        try {
            return List.of(type.getDeclaredMethods());
        } catch (LinkageError e) {
            LOG.debug("The methods of {} cannot be listed, so none of them is looked at for annotations", type, e);
            return List.of();
        }
    }

    private static boolean isNamed(Method method, String name) {
        return method.getName().equals(name) && method.getParameterCount() == 0;
    }

    private static boolean carries(Method method, String annotation) {
        for (Annotation present : method.getDeclaredAnnotations()) {
            if (present.annotationType().getName().equals(annotation)) {
                return true;
            }
        }
        return false;
    }

    private static boolean overrides(Method below, Method method) {
        return isNamed(below, method.getName()) && method.getParameterCount() == 0
                && !Modifier.isPrivate(method.getModifiers());
    }

    private static Method checked(Method method, String annotation) throws ServletException {
        if (method.getParameterCount() > 0 || method.getReturnType() != void.class
                || Modifier.isStatic(method.getModifiers())) {
            throw new ServletException(text(method) + " cannot be a " + annotation + " method: expected one that"
                    + " returns nothing, has no parameters and is not static");
        }
        try {
            method.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw new ServletException(text(method) + " cannot be called: " + e.getMessage(), e);
        }
        return method;
    }

    private static String text(Method method) {
        return "method " + method.getName() + " of " + method.getDeclaringClass().getName();
    }
}

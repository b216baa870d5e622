package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.text.Nearest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes objects of classes with a constructor without parameters, and sets their properties from text. Stateless. */
final class Beans {

    private Beans() {
    }

    /**
     * Makes an object and sets its properties.
     *
     * @throws IllegalArgumentException if that is not possible; the message names the class, and never a value
     */
    static Object make(String className, Map<String, String> properties, ClassLoader loader) {
        Object bean = instance(className, loader);
        properties.forEach((name, text) -> set(bean, name, text, loader));
        return bean;
    }

    /**
     * Makes an object.
     *
     * @throws IllegalArgumentException if that is not possible; the message names the class
     */
    static Object instance(String className, ClassLoader loader) {
        try {
            return Class.forName(className, true, loader).getConstructor().newInstance();
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException("the class " + className
                    + " cannot be loaded by the application's class loader: " + e, e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("the constructor of " + className + " failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the class " + className
                    + " needs to be public, with a public constructor without parameters", e);
        }
    }

    /**
     * Sets a property, whose name may differ from the setter's in case.
     *
     * @throws IllegalArgumentException if there is no such property, or it does not take the text
     */
    static void set(Object bean, String property, String text, ClassLoader loader) {
        Map<String, Method> setters = setters(bean.getClass());
        Method setter = setters.get(property);
        if (setter == null) {
            setter = setters.entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(property))
                    .map(Map.Entry::getValue).findFirst().orElse(null);
        }
        if (setter == null) {
            String nearest = Nearest.of(property, setters.keySet());
            throw new IllegalArgumentException("'" + property + "' is no property of " + bean.getClass().getName()
                    + (nearest == null ? "; expected one of " + String.join(", ", setters.keySet())
                            : "; did you mean " + nearest + "?"));
        }
        Class<?> type = setter.getParameterTypes()[0];
        Object value;
        try {
            value = Values.read(type, text, loader);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the value of '" + property + "' is no " + type.getName(), e);
        }
        try {
            setter.invoke(bean, value);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("the property '" + property + "' is refused: "
                    + e.getCause().getMessage(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("the property '" + property + "' cannot be set: " + e.getMessage(), e);
        }
    }

    /** Returns the setters that take what can be written, those of text before others of the same name. */
    static Map<String, Method> setters(Class<?> type) {
        Map<String, Method> setters = new TreeMap<>();
        for (Method method : type.getMethods()) {
            String name = method.getName();
            if (name.length() > 3 && name.startsWith("set") && method.getParameterCount() == 1
                    && !Modifier.isStatic(method.getModifiers()) && Values.readable(method.getParameterTypes()[0])) {
                String property = name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4);
                setters.merge(property, method, (one, other) -> one.getParameterTypes()[0] == String.class ? one : other);
            }
        }
        return setters;
    }
}

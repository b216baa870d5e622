package io.waitress.servlet.internal.naming;

import jakarta.servlet.ServletException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.NamingException;

/**
 * A field or setter, and what it gets.
 *
 * @param member the field or method
 * @param path where to look
 * @param mapped where to look if nothing is there, or empty
 */
record InjectionPoint(AnnotatedElement member, String path, String mapped) {

    /** Checks that a member can be injected into. */
    static InjectionPoint of(AnnotatedElement member, String path, String mapped) throws ServletException {
        InjectionPoint point = new InjectionPoint(member, path, mapped);
        if (member instanceof Method method
                && (method.getParameterCount() != 1 || !method.getName().startsWith("set"))) {
            throw new ServletException(point.text() + " cannot be injected: expected a setter with one parameter");
        }
        if (member instanceof Field field && Modifier.isFinal(field.getModifiers())) {
            throw new ServletException(point.text() + " cannot be injected: it is final");
        }
        try {
            if (member instanceof Field field) {
                field.setAccessible(true);
            } else {
                ((Method) member).setAccessible(true);
            }
        } catch (InaccessibleObjectException e) {
            throw new ServletException(point.text() + " cannot be injected: " + e.getMessage(), e);
        }
        return point;
    }

    /** Makes the point of a member with {@code @Resource}. */
    static InjectionPoint annotated(AnnotatedElement member, Annotation resource) throws ServletException {
        String lookup = value(resource, "lookup");
        String name = value(resource, "name");
        if (name.isEmpty()) {
            name = ((Member) member).getDeclaringClass().getName() + "/" + property((Member) member);
        }
        return of(member, JavaName.declared(lookup.isEmpty() ? name : lookup), value(resource, "mappedName"));
    }

    private static String property(Member member) {
        String name = member.getName();
        return member instanceof Method && name.length() > 3
                ? name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4)
                : name;
    }

    /** Returns what the descriptor injects into a class. */
    static Map<String, String> targets(String className, ClassLoader loader) {
        Namespace names = Namespace.of(loader);
        return names == null ? Map.of() : names.targets(className);
    }

    /** Adds the name that {@code @Resource} of a class declares, if it tells what it stands for. */
    static void declare(Annotation resource, ClassLoader loader) {
        Namespace names = Namespace.of(loader);
        String lookup = value(resource, "lookup");
        String target = lookup.isEmpty() ? value(resource, "mappedName") : lookup;
        String name = value(resource, "name");
        if (names != null && !target.isEmpty() && !name.isEmpty()) {
            names.declare(JavaName.declared(name), new Binding.Link(JavaName.declared(target),
                    Object.class.getName()));
        }
    }

    /** Adds the names of {@code @Resources}. */
    static void declareAll(Annotation resources, ClassLoader loader) {
        if (member(resources, "value") instanceof Annotation[] several) {
            for (Annotation resource : several) {
                declare(resource, loader);
            }
        }
    }

    /** Returns a text of an annotation; empty if it is not there, as {@code lookup} in old versions. */
    private static String value(Annotation annotation, String member) {
        return member(annotation, member) instanceof String text ? text : "";
    }

    private static Object member(Annotation annotation, String member) {
        try {
            Method method = annotation.annotationType().getMethod(member);
            return method.invoke(annotation);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    boolean isOf(AnnotatedElement other) {
        return member.equals(other);
    }

    /** Tells whether a class below has another method in this one's place, which is what counts then. */
    boolean overriddenIn(List<Class<?>> classes) {
        if (!(member instanceof Method method) || Modifier.isPrivate(method.getModifiers())) {
            return false;
        }
        int below = classes.indexOf(method.getDeclaringClass()) + 1;
        for (Class<?> type : classes.subList(below, classes.size())) {
            for (Method other : type.getDeclaredMethods()) {
                if (other.getName().equals(method.getName())
                        && List.of(other.getParameterTypes()).equals(List.of(method.getParameterTypes()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Sets it. A value that nobody gave leaves the component's own default, and an application whose class loader is
     * not the server's is left to whoever injects there.
     */
    void inject(Object component, ClassLoader loader) throws ServletException {
        Class<?> type = member instanceof Field field ? field.getType() : ((Method) member).getParameterTypes()[0];
        try {
            Namespace names = Namespace.of(loader);
            if (names == null) {
                return;
            }
            String found = names.provides(path) || mapped.isEmpty() ? path : JavaName.declared(mapped);
            if (!names.provides(found) && Values.readable(type)) {
                return;
            }
            set(component, fitting(names.lookup(found), type, loader));
        } catch (NamingException e) {
            throw new ServletException(text() + " cannot be injected: " + e.getMessage(), e);
        }
    }

    private Object fitting(Object value, Class<?> type, ClassLoader loader) throws ServletException {
        if (Values.boxed(type).isInstance(value)) {
            return value;
        }
        if (value instanceof String text && Values.readable(type)) {
            try {
                return Values.read(type, text, loader);
            } catch (IllegalArgumentException e) {
                throw new ServletException(text() + " cannot be injected: " + e.getMessage(), e);
            }
        }
        throw new ServletException(text() + " cannot be injected: " + JavaName.shown(path) + " is a "
                + value.getClass().getName() + "; expected a " + type.getName());
    }

    private void set(Object component, Object value) throws ServletException {
        try {
            if (member instanceof Field field) {
                field.set(component, value);
            } else {
                ((Method) member).invoke(component, value);
            }
        } catch (InvocationTargetException e) {
            throw new ServletException(text() + " failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new ServletException(text() + " cannot be injected: " + e.getMessage(), e);
        }
    }

    private String text() {
        return (member instanceof Method ? "method " : "field ") + ((Member) member).getName() + " of "
                + ((Member) member).getDeclaringClass().getName();
    }
}

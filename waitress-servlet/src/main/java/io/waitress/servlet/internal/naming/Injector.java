package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.model.NameReference;
import jakarta.servlet.ServletException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets the fields, and calls the setters, that an application marks by {@code @Resource} or in its descriptor, on its
 * servlets, filters, listeners and tag handlers (Jakarta EE 11, section 5.2.5). The annotation is known by name. Nothing
 * of {@code javax.naming} is loaded for classes without such members. Safe from any thread.
 */
public final class Injector {

    private static final String RESOURCE = "jakarta.annotation.Resource";
    private static final String RESOURCES = "jakarta.annotation.Resources";

    private final ClassLoader loader;
    private final boolean annotations;
    private final boolean names;
    private final Map<Class<?>, List<InjectionPoint>> known = new ConcurrentHashMap<>();

    /**
     * Knows where to look.
     *
     * @param loader the application's class loader
     * @param annotations whether annotations count
     */
    public Injector(ClassLoader loader, boolean annotations) {
        this.loader = loader;
        this.annotations = annotations;
        names = hasNames(loader);
    }

    private static boolean hasNames(ClassLoader loader) {
        for (ClassLoader current = loader; current != null; current = current.getParent()) {
            if (current instanceof NamingLoader named) {
                return named.namespace() != null;
            }
        }
        return false;
    }

    /**
     * Injects what a new component is to have.
     *
     * @throws ServletException if something is not there or does not fit: the component must not be used then
     */
    public void inject(Object component) throws ServletException {
        if (!annotations && !names) {
            return;
        }
        Class<?> type = component.getClass();
        List<InjectionPoint> points = known.get(type);
        if (points == null) {
            points = find(type);
            known.put(type, points);
        }
        for (InjectionPoint point : points) {
            point.inject(component, loader);
        }
    }

    private List<InjectionPoint> find(Class<?> type) throws ServletException {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> current = type; current != Object.class; current = current.getSuperclass()) {
            classes.add(0, current);
        }
        List<InjectionPoint> points = new ArrayList<>();
        for (Class<?> current : classes) {
            try {
                if (names) {
                    declared(current, points);
                }
                if (annotations) {
                    annotated(current, points);
                }
            } catch (NoClassDefFoundError | TypeNotPresentException ignored) {
                // a member of a type that the application lacks: the class works as far as nobody touches it
            }
        }
        if (points.isEmpty()) {
            return List.of();
        }
        points.removeIf(point -> point.overriddenIn(classes));
        return List.copyOf(points);
    }

    private void declared(Class<?> type, List<InjectionPoint> points) throws ServletException {
        Map<String, String> members = InjectionPoint.targets(type.getName(), loader);
        for (Map.Entry<String, String> target : members.entrySet()) {
            AnnotatedElement member = member(type, target.getKey());
            if (member == null) {
                throw new ServletException("class " + type.getName() + " has no field or setter for '"
                        + target.getKey() + "', which the descriptor declares as injection-target");
            }
            points.add(InjectionPoint.of(member, target.getValue(), ""));
        }
    }

    private void annotated(Class<?> type, List<InjectionPoint> points) throws ServletException {
        for (Annotation annotation : type.getDeclaredAnnotations()) {
            String name = annotation.annotationType().getName();
            if (name.equals(RESOURCE)) {
                InjectionPoint.declare(annotation, loader);
            } else if (name.equals(RESOURCES)) {
                InjectionPoint.declareAll(annotation, loader);
            }
        }
        for (Field field : type.getDeclaredFields()) {
            annotated(field, points);
        }
        for (Method method : type.getDeclaredMethods()) {
            annotated(method, points);
        }
    }

    private static void annotated(AnnotatedElement member, List<InjectionPoint> points) throws ServletException {
        for (Annotation annotation : member.getDeclaredAnnotations()) {
            if (annotation.annotationType().getName().equals(RESOURCE)
                    && points.stream().noneMatch(point -> point.isOf(member))) {
                points.add(InjectionPoint.annotated(member, annotation));
            }
        }
    }

    /** Returns the setter of a name, else the field, else null. */
    private static AnnotatedElement member(Class<?> type, String name) {
        String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(setter) && method.getParameterCount() == 1 && !method.isBridge()) {
                return method;
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /** Returns the name of the type that the first of several members has, or null if none tells. */
    static String typeOf(List<NameReference.Target> targets, ClassLoader loader) throws ClassNotFoundException {
        for (NameReference.Target target : targets) {
            AnnotatedElement member = member(Class.forName(target.className(), false, loader), target.member());
            if (member != null) {
                Class<?> type = member instanceof Field field ? field.getType() : ((Method) member).getParameterTypes()[0];
                return Values.boxed(type).getName();
            }
        }
        return null;
    }
}

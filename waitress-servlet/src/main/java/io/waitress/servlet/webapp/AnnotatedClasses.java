package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.scan.ClassAnnotation;
import io.waitress.servlet.internal.scan.ClassHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The annotated classes of an application whose annotations count, by where they are. Confined to one thread. */
final class AnnotatedClasses {

    private final ClassLoader loader;
    private final Map<String, Map<String, List<ClassAnnotation>>> byLocation = new HashMap<>();
    private final Map<String, List<ClassAnnotation>> byClass = new HashMap<>();

    AnnotatedClasses(ClassLoader loader) {
        this.loader = loader;
    }

    /** Adds the classes of one place, none of which was added for another. */
    void add(String location, Map<String, List<ClassAnnotation>> classes) {
        byLocation.put(location, classes);
        byClass.putAll(classes);
    }

    boolean isEmpty() {
        return byClass.isEmpty();
    }

    /** Returns what the annotations of one place declare, as elements of a descriptor. */
    List<XmlElement> elements(String location) {
        List<XmlElement> elements = new ArrayList<>();
        byLocation.getOrDefault(location, Map.of()).forEach((className, annotations) ->
                elements.addAll(AnnotationElements.of(className, location, annotations)));
        return elements;
    }

    /**
     * Returns the annotations that say something about every servlet of the classes given: their own, and
     * {@code @ServletSecurity} of a superclass, since it is inherited.
     */
    Map<String, List<ClassAnnotation>> ofServlets(List<String> classNames) {
        Map<String, List<ClassAnnotation>> found = new HashMap<>();
        boolean inheritable = byClass.values().stream().anyMatch(annotations -> security(annotations) != null);
        for (String className : classNames) {
            List<ClassAnnotation> annotations = new ArrayList<>(byClass.getOrDefault(className, List.of()));
            if (inheritable && security(annotations) == null) {
                ClassAnnotation inherited = inheritedSecurity(className);
                if (inherited != null) {
                    annotations.add(inherited);
                }
            }
            found.put(className, annotations);
        }
        return found;
    }

    private ClassAnnotation inheritedSecurity(String className) {
        String next = superclass(className);
        while (next != null) {
            ClassAnnotation security = security(byClass.getOrDefault(next, List.of()));
            if (security != null) {
                return security;
            }
            next = superclass(next);
        }
        return null;
    }

    /** Returns the name of a class's superclass, or null if there is no such class in the application. */
    private String superclass(String className) {
        if (className.startsWith("java.") || className.startsWith("jakarta.servlet.")) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + ".class")) {
            return in == null ? null : ClassHeader.superclass(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("class " + className + " cannot be read", e);
        }
    }

    private static ClassAnnotation security(List<ClassAnnotation> annotations) {
        return annotations.stream()
                .filter(annotation -> annotation.type().equals(ClassAnnotation.SERVLET_SECURITY)).findFirst()
                .orElse(null);
    }
}

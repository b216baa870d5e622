package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.scan.ClassAnnotation;
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
        for (String above : Superclasses.of(className, loader)) {
            ClassAnnotation security = security(byClass.getOrDefault(above, List.of()));
            if (security != null) {
                return security;
            }
        }
        return null;
    }

    private static ClassAnnotation security(List<ClassAnnotation> annotations) {
        return annotations.stream()
                .filter(annotation -> annotation.type().equals(ClassAnnotation.SERVLET_SECURITY)).findFirst()
                .orElse(null);
    }
}

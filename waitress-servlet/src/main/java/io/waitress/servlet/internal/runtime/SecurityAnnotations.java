package io.waitress.servlet.internal.runtime;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;

/** Reads those annotations of a loaded class that are not part of the Servlet API: by name and reflection. Stateless. */
final class SecurityAnnotations {

    private static final String RUN_AS = "jakarta.annotation.security.RunAs";
    private static final String DECLARE_ROLES = "jakarta.annotation.security.DeclareRoles";

    private SecurityAnnotations() {
    }

    /** Returns the role in which a servlet of the class runs, or null. */
    static String runAs(Class<?> type) {
        return value(type, RUN_AS) instanceof String role ? role : null;
    }

    /** Returns the roles that a class declares. */
    static List<String> declaredRoles(Class<?> type) {
        return value(type, DECLARE_ROLES) instanceof String[] roles ? List.of(roles) : List.of();
    }

    private static Object value(Class<?> type, String annotation) {
        for (Annotation present : type.getDeclaredAnnotations()) {
            if (present.annotationType().getName().equals(annotation)) {
                try {
                    Method value = present.annotationType().getMethod("value");
                    return value.invoke(present);
                } catch (ReflectiveOperationException e) {
                    return null; // an annotation of that name, and not the one that is known
                }
            }
        }
        return null;
    }
}

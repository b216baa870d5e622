package io.waitress.servlet.internal.scan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An annotation as a class file has it. Members that have their default are absent.
 *
 * @param type the annotation's class name
 * @param values the members: text, numbers and truth values as such, enumeration constants by name, annotations as this,
 *     arrays as lists
 */
public record ClassAnnotation(String type, Map<String, Object> values) {

    private static final String SERVLET = "jakarta.servlet.annotation.";
    private static final String SQL = "jakarta.annotation.sql.";
    private static final String SECURITY = "jakarta.annotation.security.";

    public static final String WEB_SERVLET = SERVLET + "WebServlet";
    public static final String WEB_FILTER = SERVLET + "WebFilter";
    public static final String WEB_LISTENER = SERVLET + "WebListener";
    public static final String MULTIPART_CONFIG = SERVLET + "MultipartConfig";
    public static final String SERVLET_SECURITY = SERVLET + "ServletSecurity";
    public static final String RUN_AS = SECURITY + "RunAs";
    public static final String DECLARE_ROLES = SECURITY + "DeclareRoles";
    public static final String DATA_SOURCE = SQL + "DataSourceDefinition";
    public static final String DATA_SOURCES = SQL + "DataSourceDefinitions";

    /** The annotations of classes that say what a deployment descriptor could say. */
    static final Set<String> OF_DEPLOYMENT = Set.of(
            WEB_SERVLET, WEB_FILTER, WEB_LISTENER, MULTIPART_CONFIG, SERVLET_SECURITY, RUN_AS, DECLARE_ROLES,
            DATA_SOURCE, DATA_SOURCES);

    /** The annotations of fields and methods that other containers set or call, and of classes for their names. */
    static final Set<String> OF_INJECTION = Set.of("jakarta.ejb.EJB", "jakarta.inject.Inject",
            "jakarta.persistence.PersistenceContext", "jakarta.persistence.PersistenceUnit",
            "jakarta.xml.ws.WebServiceRef");

    public ClassAnnotation {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns a member's value, or null if it has its default or is of another type. */
    public <T> T value(String member, Class<T> type) {
        Object value = values.get(member);
        return type.isInstance(value) ? type.cast(value) : null;
    }

    /** Returns the texts, or the constants' names, of an array; empty if it has its default. */
    public List<String> texts(String member) {
        return list(member, String.class);
    }

    /** Returns the annotations of an array; empty if it has its default. */
    public List<ClassAnnotation> annotations(String member) {
        return list(member, ClassAnnotation.class);
    }

    private <T> List<T> list(String member, Class<T> type) {
        Object value = values.get(member);
        List<?> items = value instanceof List<?> several ? several : value == null ? List.of() : List.of(value);
        return items.stream().filter(type::isInstance).<T>map(type::cast).toList();
    }
}

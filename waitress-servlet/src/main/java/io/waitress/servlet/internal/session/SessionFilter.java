package io.waitress.servlet.internal.session;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Set;

/**
 * Decides what may be read of a kept session: classes of the application itself and the JDK's for plain data, within
 * bounds. Classes of the server's class path are not among them, whatever somebody has put there, nor are those of the
 * JDK that do more than hold values. Confined to one reading.
 */
final class SessionFilter implements ObjectInputFilter {

    private static final int MAX_DEPTH = 500;
    private static final long MAX_REFERENCES = 2_000_000;
    private static final long MAX_ARRAY = 16L << 20;
    private static final long MAX_BYTES = 64L << 20;

    /** Packages of values and collections, without those below them. */
    private static final Set<String> PACKAGES = Set.of("java.util", "java.util.concurrent",
            "java.util.concurrent.atomic", "java.util.concurrent.locks", "java.time", "java.time.chrono",
            "java.time.zone", "java.math", "java.text");

    private static final Set<String> CLASSES = Set.of("java.lang.Boolean", "java.lang.Byte", "java.lang.Character",
            "java.lang.Short", "java.lang.Integer", "java.lang.Long", "java.lang.Float", "java.lang.Double",
            "java.lang.Number", "java.lang.String", "java.lang.Object", "java.lang.Enum", "java.lang.StringBuilder",
            "java.lang.StringBuffer", "java.lang.StackTraceElement", "java.net.URI", "java.io.File",
            "java.sql.Date", "java.sql.Time", "java.sql.Timestamp", "java.util.regex.Pattern",
            "io.waitress.servlet.security.User$Named");

    /** Of the API, which has values such as cookies. */
    private static final List<String> PREFIXES = List.of("jakarta.servlet.");

    private final ClassLoader application;
    private String refused;

    SessionFilter(ClassLoader application) {
        this.application = application;
    }

    /** Returns what was refused, or null if nothing was. */
    String refused() {
        return refused;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.depth() > MAX_DEPTH || info.references() > MAX_REFERENCES || info.arrayLength() > MAX_ARRAY
                || info.streamBytes() > MAX_BYTES) {
            refused = "more than the " + (info.depth() > MAX_DEPTH ? MAX_DEPTH + " levels"
                    : info.references() > MAX_REFERENCES ? MAX_REFERENCES + " objects"
                    : info.arrayLength() > MAX_ARRAY ? MAX_ARRAY + " elements of one array" : MAX_BYTES + " bytes")
                    + " that are read at most";
            return Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        if (type.isPrimitive() || allowed(type)) {
            return Status.ALLOWED;
        }
        refused = "the class " + type.getName() + ", which is neither the application's nor the JDK's for plain values";
        return Status.REJECTED;
    }

    private boolean allowed(Class<?> type) {
        String name = type.getName();
        return type.getClassLoader() == application && application != null || CLASSES.contains(name)
                || type.getClassLoader() == null && (PACKAGES.contains(type.getPackageName())
                        || name.startsWith("java.lang.") && Throwable.class.isAssignableFrom(type))
                || PREFIXES.stream().anyMatch(name::startsWith);
    }
}

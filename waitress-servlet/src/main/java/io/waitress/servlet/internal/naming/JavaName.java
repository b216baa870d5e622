package io.waitress.servlet.internal.naming;

import java.util.Set;

/**
 * Names of the scheme {@code java:} in one form: without scheme, without a slash at either end, and with {@code comp}
 * for {@code module}, which is the same in a web application.
 */
final class JavaName {

    /** Where names are that have no scheme. */
    static final String ENVIRONMENT = "comp/env";

    private static final String SCHEME = "java:";
    private static final Set<String> SCOPES = Set.of("comp", "app", "global");

    private JavaName() {
    }

    /** Returns the path of a name that a descriptor, an annotation or an option has. */
    static String declared(String name) {
        return name.startsWith(SCHEME) ? path(name) : ENVIRONMENT + "/" + stripped(name);
    }

    /** Returns the path of a name that is looked up in the root. */
    static String path(String name) {
        String path = stripped(name.startsWith(SCHEME) ? name.substring(SCHEME.length()) : name);
        return path.equals("module") || path.startsWith("module/") ? "comp" + path.substring(6) : path;
    }

    /** Returns a path as people write it. */
    static String shown(String path) {
        return path.startsWith(ENVIRONMENT + "/") ? path.substring(ENVIRONMENT.length() + 1) : SCHEME + path;
    }

    /** Tells whether a path begins with none of the scopes of the specification, as names of other servers do. */
    static boolean withoutScope(String path) {
        int slash = path.indexOf('/');
        return !SCOPES.contains(slash < 0 ? path : path.substring(0, slash));
    }

    private static String stripped(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }
}

package io.waitress.servlet.internal.legacy;

import java.util.Map;
import java.util.Set;

/**
 * Renames what became Jakarta's, wherever it stands in a text: class and package names with dots or slashes,
 * descriptors, generic signatures, attribute and property names, names of files.
 *
 * <pre>
 *   javax.servlet, javax.el, javax.websocket and all below       jakarta.…
 *   the annotations of javax.annotation that Jakarta has         jakarta.…
 *   three types that Servlet 6 removed                           io.waitress.servlet.legacy.…
 *   any other javax, and longer names that only contain one      left alone
 * </pre>
 */
public final class Names {

    private static final String OLD = "javax";
    private static final String NEW = "jakarta";
    private static final Set<String> FAMILY = Set.of("servlet", "el", "websocket");

    /** Others of this package are of JSR 305, of the JDK, or in no API of Jakarta. */
    private static final Set<String> ANNOTATIONS = Set.of("Generated", "PostConstruct", "PreDestroy", "Priority",
            "Resource", "Resources", "security.DeclareRoles", "security.DenyAll", "security.PermitAll",
            "security.RolesAllowed", "security.RunAs", "sql.DataSourceDefinition", "sql.DataSourceDefinitions");

    private static final Map<String, String> REMOVED = Map.of(
            "servlet.SingleThreadModel", "io.waitress.servlet.legacy.SingleThreadModel",
            "servlet.http.HttpSessionContext", "io.waitress.servlet.legacy.HttpSessionContext",
            "servlet.http.HttpUtils", "io.waitress.servlet.legacy.HttpUtils");

    private Names() {
    }

    /** Returns the text with its names renamed; the same string if it has none. */
    public static String renamed(String text) {
        return renamed(text, REMOVED);
    }

    /**
     * As the other, for the source of a page: also what was removed is renamed to Jakarta's, so that it is the same as
     * what the imports of whole packages bring.
     */
    static String renamedInSource(String text) {
        return renamed(text, Map.of());
    }

    private static String renamed(String text, Map<String, String> removed) {
        int found = text.indexOf(OLD);
        if (found < 0) {
            return text;
        }
        StringBuilder changed = null;
        int copied = 0;
        for (; found >= 0; found = text.indexOf(OLD, found + 1)) {
            int end = endOfName(text, found);
            String name = end < 0 ? null : newName(text, found, end, removed);
            if (name != null) {
                changed = changed == null ? new StringBuilder(text.length() + 16) : changed;
                changed.append(text, copied, found).append(name);
                copied = end;
            }
        }
        return changed == null ? text : changed.append(text, copied, text.length()).toString();
    }

    /** Returns where the name ends that begins there, or -1 if none of interest does. */
    private static int endOfName(String text, int start) {
        int separator = start + OLD.length();
        if (separator >= text.length() || text.charAt(separator) != '.' && text.charAt(separator) != '/') {
            return -1;
        }
        char divider = text.charAt(separator);
        int end = separator;
        while (end < text.length() && (text.charAt(end) == divider || isPart(text.charAt(end)))) {
            end++;
        }
        return begins(text, start, divider, end) ? end : -1;
    }

    /** Tells whether a name begins there, rather than a part of a longer one. */
    private static boolean begins(String text, int start, char divider, int end) {
        char before = at(text, start - 1);
        if (before == '/') {
            char above = at(text, start - 2);
            return divider == '.' || !isPart(above) && above != '.' && above != '-';
        }
        if (before == 'L' && divider == '/') {
            return isDescriptor(at(text, start - 2)) && (at(text, end) == ';' || at(text, end) == '<');
        }
        return before != '.' && !isPart(before);
    }

    /** Tells whether the type of a field or parameter, or a bound of one, may begin after this. */
    private static boolean isDescriptor(char before) {
        return before == 0 || "()[;<>:*+-^BCDFIJSZ".indexOf(before) >= 0 || !isPart(before);
    }

    private static String newName(String text, int start, int end, Map<String, String> removed) {
        int first = start + OLD.length() + 1;
        String rest = text.substring(first, end);
        String dotted = rest.replace('/', '.');
        int dot = dotted.indexOf('.');
        String branch = dot < 0 ? dotted : dotted.substring(0, dot);
        if (FAMILY.contains(branch)) {
            String ours = removed.get(dotted.endsWith(".class") ? dotted.substring(0, dotted.length() - 6) : dotted);
            if (ours == null) {
                return NEW + text.substring(first - 1, end);
            }
            String name = dotted.endsWith(".class") ? ours + ".class" : ours;
            return text.charAt(first - 1) == '/' ? name.replace('.', '/') : name;
        }
        return branch.equals("annotation") && dot > 0 && isAnnotation(dotted.substring(dot + 1))
                ? NEW + text.substring(first - 1, end)
                : null;
    }

    private static boolean isAnnotation(String name) {
        int inner = name.indexOf('$');
        String outer = inner < 0 ? name : name.substring(0, inner);
        return ANNOTATIONS.contains(outer.endsWith(".class") ? outer.substring(0, outer.length() - 6) : outer);
    }

    private static char at(String text, int index) {
        return index < 0 || index >= text.length() ? 0 : text.charAt(index);
    }

    /** Text is looked at as bytes: beyond ASCII all counts as letters. */
    private static boolean isPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c >= 0x80;
    }
}

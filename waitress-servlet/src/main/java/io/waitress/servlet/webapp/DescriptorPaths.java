package io.waitress.servlet.webapp;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths and URL patterns as descriptors write them.
 *
 * @param slashOptional whether a missing leading slash is added rather than refused
 */
record DescriptorPaths(boolean slashOptional) {

    /** Returns a path inside the application, beginning with a slash. */
    String path(XmlElement element) {
        String path = element.value();
        if (path.startsWith("/")) {
            return path;
        }
        if (slashOptional) {
            return "/" + path;
        }
        throw element.error(element.tag() + " is '" + path + "'; expected a path that begins with '/'");
    }

    /** Returns the path in the only child of that name, or null if there is none. */
    String optionalPath(XmlElement parent, String childName) {
        XmlElement child = parent.only(childName);
        return child == null ? null : path(child);
    }

    /** Returns the URL patterns (Servlet 6.1, section 12.2) in the children {@code url-pattern}. */
    List<String> patterns(XmlElement parent) {
        List<String> patterns = new ArrayList<>();
        for (XmlElement child : parent.all("url-pattern")) {
            patterns.add(pattern(child));
        }
        return patterns;
    }

    /** Returns the URL patterns of a filter, for which other servers also take a star alone as all paths. */
    List<String> filterPatterns(XmlElement parent) {
        List<String> patterns = new ArrayList<>();
        for (XmlElement child : parent.all("url-pattern")) {
            patterns.add(child.text().equals("*") ? "/*" : pattern(child));
        }
        return patterns;
    }

    private String pattern(XmlElement element) {
        String pattern = element.text();
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) < ' ') {
                throw element.error(element.tag() + " contains a line break or control character");
            }
        }
        if (pattern.isEmpty() || pattern.startsWith("/")) {
            return pattern;
        }
        if (pattern.startsWith("*.")) {
            if (pattern.length() > 2 && pattern.indexOf('/') < 0) {
                return pattern;
            }
        } else if (slashOptional) {
            return "/" + pattern;
        }
        throw element.error(element.tag() + " is '" + pattern
                + "'; expected '/path', '/path/*', '*.extension', '/' or nothing");
    }
}

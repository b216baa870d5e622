package io.waitress.servlet.internal.files;

import java.util.Locale;
import java.util.Set;

/**
 * The sources of JSP pages and tag files. They are programs, perhaps with passwords in them: where nothing translates
 * them they are not there, rather than served as text.
 */
final class PageSources {

    private static final Set<String> EXTENSIONS = Set.of("jsp", "jspx", "jspf", "tag", "tagx", "tagf");

    private PageSources() {
    }

    /** Tells whether a path names such a source, in any case and with the dots and blanks Windows does not see. */
    static boolean contain(String path) {
        int end = path.length();
        while (end > 0 && (path.charAt(end - 1) == '.' || path.charAt(end - 1) == ' ')) {
            end--;
        }
        int dot = path.lastIndexOf('.', end - 1);
        return dot >= 0 && EXTENSIONS.contains(path.substring(dot + 1, end).toLowerCase(Locale.ROOT));
    }
}

package io.waitress.servlet.internal.jsp;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compiles all pages of an application, to find their mistakes before somebody asks for them. */
final class Precompilation {

    private Precompilation() {
    }

    /**
     * Compiles the pages of the application, wherever they are: those in {@code WEB-INF} too, as they are forwarded to.
     *
     * @param engine of the pages that are no servlets
     * @throws ServletException with the mistakes of all pages
     */
    static void run(ServletContext context, PageEngine engine) throws ServletException, IOException {
        List<String> mistakes = new ArrayList<>();
        Set<String> pages = new TreeSet<>();
        collect(context, "/", pages);
        for (String page : pages) {
            try {
                engine.compile(page);
            } catch (ServletException e) {
                mistakes.add(page + ": " + text(e));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ServletException(mistakes.size() + " of " + pages.size() + " JSP pages cannot be compiled:\n"
                    + String.join("\n", mistakes));
        }
    }

    private static void collect(ServletContext context, String folder, Set<String> pages) {
        Set<String> paths = context.getResourcePaths(folder);
        if (paths == null) {
            return;
        }
        for (String path : paths) {
            if (path.endsWith("/")) {
                if (!path.equals("/WEB-INF/classes/") && !path.equals("/WEB-INF/lib/")) {
                    collect(context, path, pages);
                }
            } else if (path.endsWith(".jsp") || path.endsWith(".jspx")) {
                pages.add(path);
            }
        }
    }

    /**
     * Returns what Jasper says, without empty lines and its heading for a stack that is not in the message; its cause is
     * worth telling only if that says nothing.
     */
    private static String text(ServletException mistake) {
        List<String> lines = new ArrayList<>();
        String.valueOf(mistake.getMessage()).lines().filter(line -> !line.isBlank() && !line.equals("Stacktrace:"))
                .forEach(lines::add);
        if (lines.size() < 2 && mistake.getCause() != null) {
            lines.add(mistake.getCause().toString());
        }
        return String.join("\n    ", lines);
    }
}

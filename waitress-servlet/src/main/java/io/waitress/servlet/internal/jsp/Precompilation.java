package io.waitress.servlet.internal.jsp;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compiles all pages of an application, to find their mistakes before somebody asks for them. */
final class Precompilation {

    private Precompilation() {
    }

    /**
     * What came of it.
     *
     * @param pages how many pages there are
     * @param mistakes why some cannot be compiled
     */
    record Result(int pages, List<PageMistake> mistakes) {

        Result {
            mistakes = List.copyOf(mistakes);
        }
    }

    /**
     * Compiles the pages of the application.
     *
     * @param engine of the pages that are no servlets
     * @throws ServletException with the mistakes of all pages
     */
    static void run(ServletContext context, PageEngine engine) throws ServletException, IOException {
        Result result = compile(context, engine);
        if (!result.mistakes.isEmpty()) {
            throw new ServletException(result.mistakes.size() + " of " + result.pages
                    + " JSP pages cannot be compiled:\n" + result.mistakes.stream()
                            .map(mistake -> mistake.page() + ": " + mistake.text().replace("\n", "\n    "))
                            .collect(Collectors.joining("\n")));
        }
    }

    /** Compiles the pages, wherever they are: those in {@code WEB-INF} too, as they are forwarded to. */
    static Result compile(ServletContext context, PageEngine engine) throws IOException {
        List<PageMistake> mistakes = new ArrayList<>();
        Set<String> pages = new TreeSet<>();
        collect(context, "/", pages);
        for (String page : pages) {
            try {
                engine.compile(page);
            } catch (ServletException e) {
                mistakes.add(PageMistake.of(page, text(e)));
            }
        }
        return new Result(pages.size(), mistakes);
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

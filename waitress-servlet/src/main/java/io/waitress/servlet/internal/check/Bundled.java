package io.waitress.servlet.internal.check;

import java.util.List;

/** Jars that bring what is always the server's. */
final class Bundled {

    private static final List<String> API = List.of("jakarta/servlet/Servlet", "jakarta/servlet/jsp/JspPage",
            "jakarta/el/ELContext", "javax/servlet/Servlet", "javax/servlet/jsp/JspPage", "javax/el/ELContext");

    private Bundled() {
    }

    /** Tells whether a jar has the API of servlets, pages or expressions. */
    static boolean isServerApi(Part part) {
        return API.stream().anyMatch(part.classes()::containsKey);
    }
}

package io.waitress.servlet.internal.mapping;

/** The folders of an application that no client may reach, whatever would answer (Servlet 6.1, section 10.5). */
public final class ProtectedFolders {

    private ProtectedFolders() {
    }

    /**
     * Tells whether a path is that of {@code WEB-INF} or {@code META-INF} or inside, in any case, since some file
     * systems do not tell cases apart.
     *
     * @param path a canonical path inside the context, starting with a slash, or empty
     * @return true if only the application itself may reach it
     */
    public static boolean contain(String path) {
        return startsWith(path, "/WEB-INF") || startsWith(path, "/META-INF");
    }

    private static boolean startsWith(String path, String folder) {
        int length = folder.length();
        return path.regionMatches(true, 0, folder, 0, length)
                && (path.length() == length || path.charAt(length) == '/');
    }
}

package io.waitress.servlet.spi;

/** The one check of paths that every base makes first, whoever may have checked before. */
final class ResourcePath {

    private ResourcePath() {
    }

    /**
     * Returns the path without the slashes around it, or null if it could lead anywhere else than it says. The
     * backslash is among the refused: it separates names in some file systems.
     */
    static String relative(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return null;
        }
        int start = 1;
        for (int i = 1; i <= path.length(); i++) {
            char c = i < path.length() ? path.charAt(i) : '/';
            if (c == '/') {
                if (i < path.length() && i == start || isDots(path, start, i)) {
                    return null;
                }
                start = i + 1;
            } else if (c == '\\' || Character.isISOControl(c)) {
                return null;
            }
        }
        boolean folder = path.length() > 1 && path.endsWith("/");
        return path.substring(1, folder ? path.length() - 1 : path.length());
    }

    private static boolean isDots(String path, int from, int to) {
        return to - from == 1 && path.charAt(from) == '.'
                || to - from == 2 && path.charAt(from) == '.' && path.charAt(from + 1) == '.';
    }
}

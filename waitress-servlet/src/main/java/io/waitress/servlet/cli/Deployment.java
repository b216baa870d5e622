package io.waitress.servlet.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * One application to serve.
 *
 * @param contextPath empty for the root, or null for the application's own choice
 * @param target what it is
 * @param origin the words in which it was asked for
 */
record Deployment(String contextPath, Target target, String origin) {

    /** What no path of a request has in the end: characters that divide it, and segments that stand for others. */
    private static final Pattern REFUSED = Pattern.compile("[?#;\\\\\\p{Cntrl}]|/\\.\\.?(/|$)");

    /** Where an application comes from. */
    sealed interface Target {

        /** A {@code .war} file, or a folder laid out like one. */
        record Files(Path path) implements Target {
            @Override
            public String toString() {
                return path.toString();
            }
        }

        /** A class that is a servlet. */
        record ServletClass(String className) implements Target {
            @Override
            public String toString() {
                return className;
            }
        }

        /** A static method that returns an application. */
        record Factory(String className, String method) implements Target {
            @Override
            public String toString() {
                return className + "::" + method;
            }
        }
    }

    /** Reads APP, in the words of {@code origin} if it is wrong. */
    static Deployment of(String contextPath, String app, String origin) throws UsageException {
        return new Deployment(contextPath, target(app, origin), origin);
    }

    private static Target target(String app, String origin) throws UsageException {
        if (app.isEmpty()) {
            throw new UsageException(origin + ": expected a .war file, a folder or a class name");
        }
        Path path = path(app, origin);
        if (Files.exists(path)) {
            return new Target.Files(path);
        }
        int colons = app.indexOf("::");
        String className = colons < 0 ? app : app.substring(0, colons);
        if (app.endsWith(".war") || !isClassName(className)) {
            throw new UsageException(origin + ": no such file or folder");
        }
        return colons < 0
                ? new Target.ServletClass(className)
                : new Target.Factory(className, app.substring(colons + 2));
    }

    private static boolean isClassName(String text) {
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (start ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            start = c == '.';
        }
        return !start;
    }

    private static Path path(String app, String origin) throws UsageException {
        try {
            return Path.of(app);
        } catch (InvalidPathException e) {
            throw new UsageException(origin + ": neither a file name nor a class name: " + e.getReason());
        }
    }

    /** Reads a context path, in the words of {@code origin} if it is wrong. */
    static String contextPath(String text, String origin) throws UsageException {
        if (!text.startsWith("/") || text.contains("//") || text.length() > 1 && text.endsWith("/")
                || REFUSED.matcher(text).find()) {
            throw new UsageException(
                    origin + ": expected / or a path that begins with / and does not end with it, such as /shop");
        }
        return text.equals("/") ? "" : text;
    }
}

package io.waitress.servlet.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** The folder for what is kept between starts. */
final class WorkFolder {

    private static final String NONE = "none";

    private WorkFolder() {
    }

    /**
     * Reads a folder, in the words of {@code origin} if it cannot be one.
     *
     * @return the folder, which need not exist, or null for none
     */
    static Path parse(String text, String origin) throws UsageException {
        return text.equals(NONE) ? null : named(text, origin);
    }

    /**
     * Reads the name of a folder, in the words of {@code origin} if it cannot be one.
     *
     * @return the folder, which need not exist
     */
    static Path named(String text, String origin) throws UsageException {
        if (text.isEmpty()) {
            throw new UsageException(origin + ": expected the name of a folder");
        }
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new UsageException(origin + ": not the name of a folder: " + e.getReason());
        }
    }

    /** Returns the folder of our own in the user's folder for caches, or null if the user has none. */
    static Path ofUser(Map<String, String> environment, String home) {
        for (String variable : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
            Path folder = absolute(environment.get(variable));
            if (folder != null) {
                return folder.resolve("waitress");
            }
        }
        Path folder = absolute(home);
        return folder == null ? null : folder.resolve(".cache").resolve("waitress");
    }

    /** Both may be anything: the specification of the first has relative paths ignored, the JVM says "?" for no home. */
    private static Path absolute(String text) {
        try {
            Path path = text == null || text.isEmpty() ? null : Path.of(text);
            return path != null && path.isAbsolute() ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}

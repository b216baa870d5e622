package io.waitress.servlet.webapp;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.zip.ZipFile;

/**
 * An archive or folder that may be deployed, in the state that it was seen in. Two that are equal are the same state.
 *
 * @param file the archive or folder
 * @param contextPath what its name stands for
 * @param state of sizes and times of what a running application depends on
 */
record Candidate(Path file, String contextPath, long state) {

    private static final String SUFFIX = ".war";
    private static final String VERSION = "##";
    private static final String ROOT = "ROOT";

    /** Looks at a file or folder; null if it is none of an application, or is just being removed. */
    static Candidate of(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.startsWith(".")) {
            return null;
        }
        if (Files.isDirectory(file)) {
            return Files.isDirectory(file.resolve("WEB-INF")) ? of(file, name, stateOf(file.resolve("WEB-INF"))) : null;
        }
        if (!name.toLowerCase(Locale.ROOT).endsWith(SUFFIX) || !Files.isRegularFile(file)) {
            return null;
        }
        return of(file, name.substring(0, name.length() - SUFFIX.length()), stateOf(file));
    }

    private static Candidate of(Path file, String name, long state) {
        return new Candidate(file, contextPath(name), state);
    }

    /** Returns the context path that a name stands for: {@code ROOT} for the root, {@code a#b} for {@code /a/b}. */
    static String contextPath(String name) {
        int version = name.indexOf(VERSION);
        String plain = version < 0 ? name : name.substring(0, version);
        return plain.equals(ROOT) || plain.isEmpty() ? "" : '/' + plain.replace('#', '/');
    }

    boolean versioned() {
        return file.getFileName().toString().contains(VERSION);
    }

    boolean archive() {
        return !Files.isDirectory(file);
    }

    /**
     * Fails if the archive cannot be opened, as when it is being copied.
     *
     * @throws IOException says why
     */
    void requireReadable() throws IOException {
        if (archive()) {
            new ZipFile(file.toFile()).close();
        }
    }

    private static long stateOf(Path root) throws IOException {
        long[] state = new long[1];
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                long own = file.toString().hashCode() * 31L + attributes.size();
                own = own * 1_000_003 + attributes.lastModifiedTime().toMillis();
                Object key = attributes.fileKey();
                state[0] += mixed(own * 31 + (key == null || !file.equals(root) ? 0 : key.hashCode()));
                return FileVisitResult.CONTINUE;
            }
        });
        return state[0];
    }

    /** Spreads a number over all bits, so that sums in any order tell sets apart. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}

package io.waitress.servlet.internal.scan;

import java.io.IOException;

/** Which files are classes, and how much is read of one. */
final class ClassFiles {

    private static final String EXTENSION = ".class";

    /** Far beyond what a compiler makes: a class has 65,535 methods at most, and its constants have as many. */
    static final int MAX_BYTES = 16 << 20;

    private ClassFiles() {
    }

    /** Returns the name of the class that a path promises, or null if it is none, or one that is never loaded by name. */
    static String className(String path) {
        if (!path.endsWith(EXTENSION) || path.startsWith("META-INF/") || path.endsWith("module-info.class")
                || path.endsWith("package-info.class")) {
            return null;
        }
        return path.substring(0, path.length() - EXTENSION.length()).replace('/', '.');
    }

    /**
     * Checks the size of a class file before it is read.
     *
     * @throws IOException if it is too large to be one
     */
    static long checkedSize(long size) throws IOException {
        if (size < 0 || size > MAX_BYTES) {
            throw new IOException("it has " + size + " bytes; expected at most " + MAX_BYTES);
        }
        return size;
    }
}

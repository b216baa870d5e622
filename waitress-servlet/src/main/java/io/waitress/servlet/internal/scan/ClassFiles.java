package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which files are classes, and how much is read of one. */
final class ClassFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ClassFiles.class);
    private static final String EXTENSION = ".class";

    /** Far beyond what a compiler makes: a class has 65,535 methods at most, and its constants have as many. */
    private static final int MAX_BYTES = 16 << 20;

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

    /** Reads a class file, or returns null, with a warning, if it is too large to be one. */
    static byte[] read(InputStream in, String place) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            warnSkipped(place, new IOException("it is larger than " + MAX_BYTES + " bytes"));
            return null;
        }
        return bytes;
    }

    /** Such a class cannot be loaded either; whether that matters only its user knows. */
    static void warnSkipped(String place, Exception reason) {
        LOG.warn("{} is left out of the search for annotations: {}", place,
                reason.getMessage() == null ? reason.toString() : reason.getMessage());
    }
}

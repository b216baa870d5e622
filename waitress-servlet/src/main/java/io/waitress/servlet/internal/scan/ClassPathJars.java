package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The jars in which a class loader finds classes, as far as they are files. */
public final class ClassPathJars {

    /** All jars have one. */
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private ClassPathJars() {
    }

    /**
     * Returns the jars of a class loader that have certain entries, or of which only a closer look could tell.
     *
     * @param loader the class loader
     * @param prefix the beginning of such an entry's name, of ASCII letters
     * @param suffix its end
     * @return the jars, in the order of search
     * @throws IOException if they cannot be found
     */
    public static List<Path> with(ClassLoader loader, String prefix, String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
            if (manifest.openConnection() instanceof JarURLConnection jar
                    && jar.getJarFileURL().getProtocol().equals("file")) {
                Path file = file(jar.getJarFileURL());
                List<String> names = ZipDirectory.names(file, prefix, suffix);
                if (names == null || !names.isEmpty()) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static Path file(URL url) throws IOException {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException(url + " names no file", e);
        }
    }
}

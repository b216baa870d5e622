package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.scan.ClassArchive;
import io.waitress.servlet.internal.scan.ZipDirectory;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/**
 * One jar of {@code WEB-INF/lib}, open, with what it has beside its classes. Immutable but for being closed.
 */
final class Library implements Closeable {

    static final String RESOURCES = "META-INF/resources";
    private static final String FRAGMENT = "META-INF/web-fragment.xml";

    private static final String TAG_LIBRARY = ".tld";

    private final Path file;
    private final JarFile jar;

    private Library(Path file, JarFile jar) {
        this.file = file;
        this.jar = jar;
    }

    /**
     * Opens a jar for the version of this JVM, as the class loader does. Signatures are left to the class loader: jars
     * merged of several often have stale ones.
     */
    static Library open(Path file) throws IOException {
        try {
            return new Library(file, new JarFile(new File(file.toString()), false, ZipFile.OPEN_READ,
                    JarFile.runtimeVersion()));
        } catch (IOException e) {
            throw new IOException(label(file) + " is not a readable jar: " + e.getMessage(), e);
        }
    }

    private static String label(Path file) {
        return "WEB-INF/lib/" + file.getFileName();
    }

    Path file() {
        return file;
    }

    /** Returns the file's name, by which fragments without a name of their own are told apart. */
    String fileName() {
        return file.getFileName().toString();
    }

    /** Returns the path inside the application. */
    String label() {
        return label(file);
    }

    ClassArchive classes() {
        return new ClassArchive(label(), file, jar);
    }

    boolean hasClass(String className) {
        return jar.getEntry(className.replace('.', '/') + ".class") != null;
    }

    /** Looks at all names only if the jar does not list its folders, as most do. */
    boolean hasResources() {
        return jar.getEntry(RESOURCES + "/") != null
                || !listsFolders() && jar.stream().anyMatch(entry -> entry.getName().startsWith(RESOURCES + "/"));
    }

    /** {@code META-INF} tells nothing about that, since tools list it for the manifest's sake. */
    private boolean listsFolders() {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (name.indexOf('/') >= 0 && !name.startsWith("META-INF/")) {
                return name.endsWith("/") || jar.getEntry(name.substring(0, name.lastIndexOf('/') + 1)) != null;
            }
        }
        return false;
    }

    /** Returns the jar's fragment of the descriptor, or null if it has none. */
    XmlDocument fragment() throws IOException {
        JarEntry entry = jar.getJarEntry(FRAGMENT);
        if (entry == null) {
            return null;
        }
        String place = label() + "!/" + FRAGMENT;
        try (InputStream in = jar.getInputStream(entry)) {
            return XmlDocument.read(in, place);
        } catch (IOException e) {
            throw new IOException(place + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the paths of its descriptors of tag libraries. */
    List<String> tagLibraries() throws IOException {
        List<String> names = ZipDirectory.names(file, "META-INF/", TAG_LIBRARY);
        return names != null ? names : jar.stream().map(JarEntry::getName)
                .filter(name -> name.startsWith("META-INF/") && name.endsWith(TAG_LIBRARY)).toList();
    }

    /** Reads an entry that is there. */
    byte[] read(String entry) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
            return in.readAllBytes();
        }
    }

    /** Returns the names of the providers of a service. */
    List<String> providers(Class<?> service) throws IOException {
        JarEntry entry = jar.getJarEntry(ProviderFile.path(service));
        if (entry == null) {
            return List.of();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return ProviderFile.read(in, label() + "!/" + entry.getName());
        }
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}

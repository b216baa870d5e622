package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The classes of a jar. Of a jar with several versions of its classes, those for this JVM.
 *
 * @param label the jar's name for messages
 * @param file the jar
 * @param jar the same, open for this JVM's version
 */
public record ClassArchive(String label, Path file, JarFile jar) implements ClassLocation {

    @Override
    public String contentKey(Depth depth) throws IOException {
        return ContentKey.ofArchive(file) + (jar.isMultiRelease() ? "-" + Runtime.version().feature() : "");
    }

    @Override
    public void forEach(Receiver receiver) throws IOException {
        Iterator<JarEntry> entries = jar.isMultiRelease()
                ? jar.versionedStream().iterator()
                : jar.entries().asIterator();
        while (entries.hasNext()) {
            String path = entries.next().getName();
            String className = ClassFiles.className(path);
            if (className != null) {
                String place = label + "!/" + path;
                byte[] bytes = read(path, place);
                if (bytes != null) {
                    receiver.accept(className, place, bytes);
                }
            }
        }
    }

    /** By name, as a class loader does: of two entries with one name it finds the same one. */
    private byte[] read(String path, String place) {
        JarEntry entry = jar.getJarEntry(path);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return ClassFiles.read(in, place);
        } catch (IOException e) {
            ClassFiles.warnSkipped(place, e);
            return null;
        }
    }
}

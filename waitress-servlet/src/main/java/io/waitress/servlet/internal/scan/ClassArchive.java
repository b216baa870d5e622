package io.waitress.servlet.internal.scan;

import io.waitress.servlet.internal.files.UnpackLimit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
        long left = UnpackLimit.of(Files.size(file));
        Iterator<JarEntry> entries = jar.isMultiRelease()
                ? jar.versionedStream().iterator()
                : jar.entries().asIterator();
        while (entries.hasNext()) {
            String path = entries.next().getName();
            String className = ClassFiles.className(path);
            // by name, as a class loader does: of two entries with one name it finds the same one
            JarEntry entry = className == null ? null : jar.getJarEntry(path);
            if (entry != null) {
                left -= Math.max(0, Math.min(entry.getSize(), ClassFiles.MAX_BYTES));
                if (left < 0) {
                    throw new IOException("they take more than " + UnpackLimit.of(Files.size(file))
                            + " bytes unpacked; expected at most " + UnpackLimit.RATIO + " times the size of the jar");
                }
                read(entry, className, receiver);
            }
        }
    }

    private void read(JarEntry entry, String className, Receiver receiver) {
        String place = label + "!/" + entry.getName();
        byte[] bytes;
        try {
            bytes = read(entry);
        } catch (IOException e) {
            receiver.skipped(place, e);
            return;
        }
        receiver.accept(className, place, bytes);
    }

    /** Reads no more than the entry declares, as that is what is counted. */
    private byte[] read(JarEntry entry) throws IOException {
        long size = ClassFiles.checkedSize(entry.getSize());
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) size + 1);
            if (bytes.length > size) {
                throw new IOException("it is larger than the " + size + " bytes that the jar declares");
            }
            return bytes;
        }
    }
}

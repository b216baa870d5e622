package io.waitress.servlet.internal.legacy;

import io.waitress.servlet.internal.scan.ClassArchive;
import io.waitress.servlet.internal.scan.Depth;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A jar of {@code WEB-INF/lib}. */
final class LegacyJar {

    private final Path file;

    LegacyJar(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    String label() {
        return "WEB-INF/lib/" + file.getFileName();
    }

    /** Returns what distinguishes the jar's content from every other. */
    String contentKey() throws IOException {
        try (JarFile jar = open()) {
            return new ClassArchive(label(), file, jar).contentKey(Depth.HIERARCHY);
        }
    }

    private JarFile open() throws IOException {
        try {
            return new JarFile(file.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (IOException e) {
            throw new IOException(label() + " is not a readable jar: " + e.getMessage(), e);
        }
    }

    /** Counts the classes that mention either of the two APIs, those of the old API itself excepted. */
    Mentions mentions() throws IOException {
        int javax = 0;
        int jakarta = 0;
        try (JarFile jar = open()) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("javax/")) {
                    byte[] content = readable(jar, entry);
                    javax += Recognition.mentions(content, Recognition.JAVAX) ? 1 : 0;
                    jakarta += Recognition.mentions(content, Recognition.JAKARTA) ? 1 : 0;
                }
            }
        }
        return new Mentions(javax, jakarta);
    }

    /**
     * Writes the jar converted, or nothing at all if there is nothing to convert in it.
     *
     * @param target replaced
     * @return whether the jar had to be converted
     */
    boolean convert(Converter converter, Path target) throws IOException {
        try (JarFile jar = open()) {
            if (!concerned(jar, converter)) {
                return false;
            }
            try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
                out.setLevel(Deflater.BEST_SPEED);
                copy(jar, converter, out);
            }
        }
        return true;
    }

    private boolean concerned(JarFile jar, Converter converter) throws IOException {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            String path = entry.getName();
            if (entry.isDirectory() || Converter.isSignature(path) || !Converter.concerns(path)) {
                continue;
            }
            if (!Converter.path(path).equals(path)) {
                return true;
            }
            byte[] content = read(jar, entry);
            if (converter.convert(path, content, label()) != content) {
                return true;
            }
        }
        return false;
    }

    /** Where a jar has both names of something, what is Jakarta's already stays. */
    private void copy(JarFile jar, Converter converter, ZipOutputStream out) throws IOException {
        Set<String> written = new HashSet<>();
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            String path = entry.getName();
            String renamed = Converter.path(path);
            if (Converter.isSignature(path) || !renamed.equals(path) && jar.getEntry(renamed) != null
                    || !written.add(renamed)) {
                continue;
            }
            ZipEntry copy = new ZipEntry(renamed);
            copy.setTime(entry.getTime());
            out.putNextEntry(copy);
            if (!entry.isDirectory() && Converter.concerns(path)) {
                out.write(converter.convert(path, read(jar, entry), label()));
            } else {
                transfer(jar, entry, out); // data, which may be more than fits into memory
            }
            out.closeEntry();
        }
    }

    private void transfer(JarFile jar, JarEntry entry, OutputStream out) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new IOException(label() + "!/" + entry.getName() + " cannot be copied: " + e.getMessage(), e);
        }
    }

    /** Returns nothing of a class that cannot be read: whether that matters, only its user knows. */
    private byte[] readable(JarFile jar, JarEntry entry) {
        try {
            return read(jar, entry);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IOException(label() + "!/" + entry.getName() + " cannot be read: " + e.getMessage(), e);
        }
    }
}

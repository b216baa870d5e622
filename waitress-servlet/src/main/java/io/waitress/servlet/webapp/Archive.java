package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.files.Parallel;
import io.waitress.servlet.internal.files.UnpackLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks archives into folders, never outside them. */
final class Archive {

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    private static final int MAX_ENTRIES = 1_000_000;
    private static final int WORTH_THREADS = 32;

    /** Takes the place of what cannot be decoded. */
    private static final char REPLACEMENT = '\ufffd';

    private Archive() {
    }

    /**
     * Unpacks an archive, keeping the files' times so that clients' caches stay valid over a restart.
     *
     * @param archive a zip file
     * @param target an existing, empty folder
     * @throws IOException if the archive is broken, holds a name that leads out of the target, does not fit, grows out
     *     of proportion, or holds more than it declares
     */
    static void unpack(Path archive, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            checkSize(zip, archive, target);
            List<ZipEntry> files = makeFolders(zip, archive, target);
            if (files.size() < WORTH_THREADS) {
                for (ZipEntry entry : files) {
                    write(archive, zip, entry, target);
                }
            } else {
                Parallel.forEach(files.size(), number -> write(archive, zip, files.get(number), target));
            }
        } catch (ZipException e) {
            String name = undecodable(archive);
            throw new IOException(archive + (name == null
                    ? " is not a readable archive: " + e.getMessage()
                    : " holds the entry '" + name + "', whose name is not UTF-8; expected an archive as jar makes it"), e);
        }
    }

    /** Returns the first name that is not UTF-8, as that makes the JDK refuse the archive without naming it; or null. */
    private static String undecodable(Path archive) {
        try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.ISO_8859_1)) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                String decoded = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                if (decoded.indexOf(REPLACEMENT) >= 0) {
                    return printable(decoded).replace(REPLACEMENT, '?');
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read at all", archive, e);
        }
        return null;
    }

    /** Makes all folders, and returns the files that remain to be written. */
    private static List<ZipEntry> makeFolders(ZipFile zip, Path archive, Path target) throws IOException {
        List<ZipEntry> files = new ArrayList<>();
        Set<Path> folders = new HashSet<>();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            Path path = resolve(archive, target, entry.getName());
            boolean isFolder = entry.isDirectory() || entry.getName().endsWith("\\");
            Path folder = isFolder ? path : path.getParent();
            if (folders.add(folder)) {
                Files.createDirectories(folder);
            }
            if (!isFolder) {
                files.add(entry);
            }
        }
        return files;
    }

    /** Fails if the file exists: an archive with two files of one name is not to be guessed about. */
    private static void write(Path archive, ZipFile zip, ZipEntry entry, Path target) throws IOException {
        Path path = resolve(archive, target, entry.getName());
        try (InputStream content = zip.getInputStream(entry);
                OutputStream file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
            copy(archive, entry, content, file);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(archive + " holds the entry '" + printable(entry.getName()) + "' beside another of the"
                    + " same name; expected each file and folder once", e);
        }
        if (entry.getLastModifiedTime() != null) {
            Files.setLastModifiedTime(path, entry.getLastModifiedTime());
        }
    }

    /** Copies no more than the entry declares: that is what the room and the proportion were reckoned with. */
    private static void copy(Path archive, ZipEntry entry, InputStream content, OutputStream file) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = entry.getSize();
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            if (count > left) {
                throw new IOException(archive + " holds the entry '" + printable(entry.getName())
                        + "', which is larger than the " + entry.getSize() + " bytes it declares");
            }
            file.write(buffer, 0, count);
            left -= count;
        }
    }

    private static Path resolve(Path archive, Path target, String name) throws IOException {
        Path path;
        try {
            path = target.resolve(name.replace('\\', '/')).normalize();
        } catch (InvalidPathException e) {
            throw new IOException(archive + " holds the entry '" + printable(name) + "', which is no file name", e);
        }
        if (!path.startsWith(target)) {
            throw new IOException(archive + " holds the entry '" + printable(name) + "', which leads out of it");
        }
        return path;
    }

    private static void checkSize(ZipFile zip, Path archive, Path target) throws IOException {
        if (zip.size() > MAX_ENTRIES) {
            throw new IOException(archive + " holds " + zip.size() + " entries; expected at most " + MAX_ENTRIES);
        }
        long bytes = 0;
        long most = UnpackLimit.of(Files.size(archive));
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            long size = entries.nextElement().getSize();
            bytes += size;
            if (size < 0 || bytes > most) {
                throw new IOException(archive + " needs more than " + most + " bytes unpacked; expected at most "
                        + UnpackLimit.RATIO + " times its size");
            }
        }
        long free = Files.getFileStore(target).getUsableSpace();
        if (bytes > free) {
            throw new IOException(archive + " needs " + bytes + " bytes unpacked, but " + target + " has room for "
                    + free);
        }
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}

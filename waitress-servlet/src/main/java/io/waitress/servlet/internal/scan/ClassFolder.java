package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The classes of a folder.
 *
 * @param label the folder's name for messages
 * @param folder the folder
 */
public record ClassFolder(String label, Path folder) implements ClassLocation {

    private static final int MAX_DEPTH = 64;

    /** To know the content means to read all of it, which for annotations alone is most of the work. */
    @Override
    public String contentKey(Depth depth) throws IOException {
        if (depth == Depth.DEPLOYMENT) {
            return null;
        }
        ContentKey key = new ContentKey();
        forEach((className, place, file) -> key.add(className, file));
        return key.text();
    }

    /** In the order of names, so that equal content has an equal key. */
    @Override
    public void forEach(Receiver receiver) throws IOException {
        visit(folder, "", new ArrayDeque<>(), receiver);
    }

    private void visit(Path directory, String prefix, Deque<Path> above, Receiver receiver) throws IOException {
        if (above.size() > MAX_DEPTH) {
            throw new IOException(label + "/" + prefix + " is deeper than " + MAX_DEPTH + " folders");
        }
        above.push(directory);
        for (Path entry : members(directory)) {
            String path = prefix + entry.getFileName();
            BasicFileAttributes attributes = attributes(entry);
            if (attributes == null) {
                continue;
            }
            if (attributes.isDirectory() && !leadsUp(entry, above)) {
                visit(entry, path + "/", above, receiver);
            }
            String className = attributes.isRegularFile() ? ClassFiles.className(path) : null;
            if (className != null) {
                read(entry, className, label + "/" + path, attributes.size(), receiver);
            }
        }
        above.pop();
    }

    private static List<Path> members(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                entries.add(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(entries);
        return entries;
    }

    /** Returns null for a link that leads nowhere, as some editors make them, and for what has just been removed. */
    private static BasicFileAttributes attributes(Path entry) throws IOException {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class);
        } catch (FileSystemException e) {
            return null;
        }
    }

    /** Tells whether a folder is a link to one that contains it: no class has a name that leads through it. */
    private static boolean leadsUp(Path entry, Deque<Path> above) throws IOException {
        if (Files.isSymbolicLink(entry)) {
            for (Path container : above) {
                if (Files.isSameFile(entry, container)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void read(Path file, String className, String place, long size, Receiver receiver) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes((int) ClassFiles.checkedSize(size));
        } catch (IOException e) {
            receiver.skipped(place, e);
            return;
        }
        receiver.accept(className, place, bytes);
    }
}

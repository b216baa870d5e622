package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
        forEach(folder, "", 0, receiver);
    }

    private void forEach(Path directory, String prefix, int depth, Receiver receiver) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException(label + "/" + prefix + " is too deep; does a link lead to a folder above it?");
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                entries.add(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(entries);
        for (Path entry : entries) {
            String path = prefix + entry.getFileName();
            String className = ClassFiles.className(path);
            if (Files.isDirectory(entry)) {
                forEach(entry, path + "/", depth + 1, receiver);
            } else if (className != null) {
                String place = label + "/" + path;
                byte[] bytes = read(entry, place);
                if (bytes != null) {
                    receiver.accept(className, place, bytes);
                }
            }
        }
    }

    private static byte[] read(Path file, String place) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ClassFiles.read(in, place);
        }
    }
}

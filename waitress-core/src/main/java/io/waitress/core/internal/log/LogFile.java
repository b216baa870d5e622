package io.waitress.core.internal.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file that lines are appended to, opened again when it was moved or removed, as those do that rotate logs. Used by
 * one thread.
 */
final class LogFile implements LogTarget {

    private final Path path;
    private OutputStream out;
    private Object key;

    LogFile(Path path) throws IOException {
        this.path = path;
        open();
    }

    @Override
    public void write(byte[] lines, int length) throws IOException {
        if (out == null) {
            open();
        }
        try {
            out.write(lines, 0, length);
        } catch (IOException e) {
            // what was written of it cannot be known; the next lines go to a file opened anew
            close();
            throw e;
        }
    }

    @Override
    public void check() throws IOException {
        if (out != null && !Objects.equals(key, keyOf(path))) {
            close();
            open();
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            OutputStream closing = out;
            out = null;
            closing.close();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void open() throws IOException {
        out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        key = keyOf(path);
    }

    /** Returns what tells a file from another of its name; null if there is none, or the system does not say. */
    private static Object keyOf(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return "gone";
        }
    }
}

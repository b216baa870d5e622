package io.waitress.servlet.internal.files;

import io.waitress.servlet.spi.Resource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A small file as it was when it was read, with its content. The array is never written to. */
final class StoredFile implements Resource {

    private final Resource original;
    private final byte[] content;

    private StoredFile(Resource original, byte[] content) {
        this.original = original;
        this.content = content;
    }

    /** Reads a file, or returns null if its length is not what it was when it was looked up. */
    static StoredFile read(Resource original) throws IOException {
        try (InputStream stream = original.open()) {
            byte[] content = stream.readNBytes((int) original.length());
            return content.length == original.length() && stream.read() < 0 ? new StoredFile(original, content) : null;
        }
    }

    byte[] content() {
        return content;
    }

    @Override
    public boolean directory() {
        return false;
    }

    @Override
    public long length() {
        return content.length;
    }

    @Override
    public long lastModifiedMillis() {
        return original.lastModifiedMillis();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(content);
    }

    @Override
    public FileChannel openChannel() {
        return null;
    }

    @Override
    public Path file() {
        return original.file();
    }

    @Override
    public URL url() {
        return original.url();
    }
}

package io.waitress.servlet.spi;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** A file or folder of the file system. */
record FileResource(Path file, boolean directory, long length, long lastModifiedMillis) implements Resource {

    static FileResource of(Path file, BasicFileAttributes attributes) {
        boolean directory = attributes.isDirectory();
        long length = directory ? 0 : attributes.size();
        return new FileResource(file, directory, length, attributes.lastModifiedTime().toMillis());
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(content());
    }

    @Override
    public FileChannel openChannel() throws IOException {
        return FileChannel.open(content(), StandardOpenOption.READ);
    }

    private Path content() throws IOException {
        if (directory) {
            throw new IOException(file + " is a folder");
        }
        return file;
    }

    @Override
    public URL url() {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("No URL for " + file, e);
        }
    }
}

package io.waitress.servlet.spi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file or folder of a web application as it was when it was looked up. Immutable; safe from any thread. */
public interface Resource {

    /**
     * Tells whether this is a folder, which has no content.
     *
     * @return true for a folder
     */
    boolean directory();

    /**
     * Returns the size of the content in bytes.
     *
     * @return the size, 0 for a folder
     */
    long length();

    /**
     * Returns when the content was last changed, in milliseconds since 1970.
     *
     * @return the time, 0 if unknown
     */
    long lastModifiedMillis();

    /**
     * Opens the content.
     *
     * @return a stream to be closed by the caller
     * @throws IOException if this is a folder or cannot be read
     */
    InputStream open() throws IOException;

    /**
     * Opens the content as a file, or returns null if it is not a file of its own.
     *
     * @return a channel to be closed by the caller, or null
     * @throws IOException if this is a folder or cannot be read
     */
    FileChannel openChannel() throws IOException;

    /**
     * Returns where the resource is in the file system, or null if it is part of an archive.
     *
     * @return the file or folder, or null
     */
    Path file();

    /**
     * Returns a URL by which code in the same process can read the resource.
     *
     * @return the URL
     */
    URL url();
}

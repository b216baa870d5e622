package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.scan.ContentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * The archive or folder that an application's pages come from. Pages of an archive are told apart by its content, as the
 * times of its entries may all be the same; those of a folder by their own times. Immutable.
 */
public final class PageSource {

    private final Path location;
    private final String name;
    private final boolean archive;
    private final long size;
    private final FileTime time;

    private PageSource(Path location, String name, boolean archive, BasicFileAttributes attributes) {
        this.location = location;
        this.name = name;
        this.archive = archive;
        this.size = attributes.size();
        this.time = attributes.lastModifiedTime();
    }

    /**
     * Describes a source.
     *
     * @param location the archive or folder
     * @param name the application's name, of letters that file names can have
     * @throws IOException if it cannot be read
     */
    public static PageSource of(Path location, String name) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(location, BasicFileAttributes.class);
        return new PageSource(location.toAbsolutePath(), name, !attributes.isDirectory(), attributes);
    }

    String name() {
        return name;
    }

    boolean archive() {
        return archive;
    }

    /**
     * Returns what differs if pages have to be compiled anew; null if nobody can tell, as the archive has been replaced
     * since it was loaded.
     */
    String key() throws IOException {
        if (!archive) {
            return location.toString();
        }
        String key = ContentKey.ofArchive(location);
        BasicFileAttributes now = Files.readAttributes(location, BasicFileAttributes.class);
        return now.size() == size && now.lastModifiedTime().equals(time) ? key : null;
    }
}

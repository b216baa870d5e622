package io.waitress.core.internal.net;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The file that a listening Unix domain socket has in the file system: made by binding, removed by us at the end. */
final class UnixSocketFile {

    private final Path path;
    /** Identifies the file that was bound, or null where the file system cannot. */
    private final Object key;

    private UnixSocketFile(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    /**
     * Removes what a server that ended without cleaning up has left.
     *
     * @throws BindException if there is something else, or a server still answers
     */
    static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new BindException("the file exists and is not a socket");
        }
        if (answers(path)) {
            throw new BindException("another server is listening there");
        }
        Files.delete(path);
    }

    /** Takes charge of the file that binding has just made. */
    static UnixSocketFile bound(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, permissions);
        }
        return new UnixSocketFile(path, attributes(path).fileKey());
    }

    /** Removes the file, unless somebody has put another in its place. */
    void remove() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Object found = attributes(path).fileKey();
            if (key == null || key.equals(found)) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException ignored) {
            // Nobody listens: refused, or not a stream socket at all.
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}

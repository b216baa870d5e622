package io.waitress.core.internal.net;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The file that a listening Unix domain socket has in the file system: made by binding, removed by us at the end. */
final class UnixSocketFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int FOLDER_NAMES = 1_000_000_000;

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

    /**
     * Binds a channel to a file with these permissions. Binding makes the file with what the umask leaves of all
     * permissions, and listens at once; so it happens in a folder that only we may enter, from which the file is moved
     * when it has its permissions. The system goes on to call the socket by the name it was bound to.
     *
     * @throws IOException if there is a file meanwhile, or the folder cannot be written
     */
    static UnixSocketFile bind(ServerSocketChannel channel, Path path, Set<PosixFilePermission> permissions,
            int backlog) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Path folder = privateFolderBeside(path);
            Path made = folder.resolve("s");
            try {
                channel.bind(UnixDomainSocketAddress.of(made), backlog);
                Files.setPosixFilePermissions(made, permissions);
                Files.move(made, path);
            } finally {
                Files.deleteIfExists(made);
                Files.delete(folder);
            }
        } else {
            channel.bind(UnixDomainSocketAddress.of(path), backlog);
        }
        return new UnixSocketFile(path, attributes(path).fileKey());
    }

    /** The name is short, since the path of a socket may have about a hundred characters only. */
    private static Path privateFolderBeside(Path path) throws IOException {
        String name = ".w" + Integer.toString(ThreadLocalRandom.current().nextInt(FOLDER_NAMES), Character.MAX_RADIX);
        try {
            return Files.createDirectory(path.resolveSibling(name), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (AccessDeniedException e) {
            throw (IOException) new BindException("no permission to write to its folder").initCause(e);
        } catch (NoSuchFileException e) {
            throw (IOException) new BindException("its folder does not exist").initCause(e);
        }
    }

    SocketAddress address() {
        return UnixDomainSocketAddress.of(path);
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

package io.waitress.servlet.internal.jsp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The use of a folder by one engine: among processes by a lock of a file in it, whose time tells when that began, and
 * inside this one by a set that is asked first. A process that opens such a file again, and closes that, has lost its lock
 * (POSIX), so nobody may do so, be it to look.
 */
final class FolderLock implements Closeable {

    private static final String FILE = "lock";

    /** The folders that this process has locked, or is about to. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;      // as it is in HELD
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Tells whether a folder is one that engines lock. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Returns when somebody last began to use a folder, in milliseconds since the epoch. */
    static long lastUsed(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder.resolve(FILE)).toMillis();
    }

    /**
     * Locks a folder.
     *
     * @return the lock, or null if the folder is in use
     * @throws IOException if it cannot be locked
     */
    static FolderLock tryLock(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            return null;
        }
        FolderLock lock = null;
        try {
            lock = open(real);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(real);
            }
        }
    }

    private static FolderLock open(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FolderLock lock = null;
        try {
            if (channel.tryLock() != null) {
                lock = new FolderLock(folder, channel);
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            return null; // another copy of this class has it
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** Notes that the use begins now: by writing, since to set a file's time the JDK opens and closes it. */
    void begin() throws IOException {
        channel.write(ByteBuffer.allocate(1), 0);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(folder);
        }
    }
}

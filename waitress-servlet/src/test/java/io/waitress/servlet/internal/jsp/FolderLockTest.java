package io.waitress.servlet.internal.jsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FolderLockTest {

    private static final int FREE = 10;
    private static final int HELD = 11;

    @TempDir
    private Path parent;
    private Path folder;

    /** Another process that looks whether a file is locked. */
    static final class Other {

        private Other() {
        }

        public static void main(String[] arguments) throws IOException {
            try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                Runtime.getRuntime().exit(file.tryLock() == null ? HELD : FREE);
            }
        }
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("folder"));
    }

    private int seenByAnotherProcess() throws Exception {
        Path classes = Path.of(FolderLockTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                classes.toString(), Other.class.getName(), folder.resolve("lock").toString()).inheritIO().start();
        try {
            assertTrue(process.waitFor(100, TimeUnit.SECONDS));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void staysLockedWhoeverElseAsksInThisProcess() throws Exception {
        try (FolderLock lock = FolderLock.tryLock(folder)) {
            assertNotNull(lock);
            lock.begin();
            assertNull(FolderLock.tryLock(folder));
            assertNull(FolderLock.tryLock(Files.createSymbolicLink(parent.resolve("link"), folder)));
            assertEquals(HELD, seenByAnotherProcess());
        }
        assertEquals(FREE, seenByAnotherProcess());
        FolderLock.tryLock(folder).close();
    }

    @Test
    void tellsWhenAFolderWasUsed() throws Exception {
        Path file = Files.createFile(folder.resolve("lock"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000L));
        try (FolderLock lock = FolderLock.tryLock(folder)) {
            assertEquals(1_000_000_000L, FolderLock.lastUsed(folder));
            lock.begin();
            assertTrue(FolderLock.lastUsed(folder) > 1_000_000_000L);
        }
    }

    @Test
    void staysLockedWhenOldFoldersAreRemoved() throws Exception {
        for (int i = 0; i < 70; i++) {
            Path lock = Files.createFile(Files.createDirectory(parent.resolve("new-" + i)).resolve("lock"));
            Files.setLastModifiedTime(lock, FileTime.fromMillis(2_000_000_000L));
        }
        Path old = Files.createFile(folder.resolve("lock"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000L));
        try (FolderLock lock = FolderLock.tryLock(folder)) {
            assertNotNull(lock);
            KeptFolders.prune(parent);
            assertEquals(HELD, seenByAnotherProcess());
        }
    }
}

package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.files.TemporaryFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders of compiled pages of all applications that share a work folder. */
final class KeptFolders {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFolders.class);

    /** Applications redeployed again and again leave one folder each time. */
    private static final int MOST = 64;

    private static final String LOCK = "lock";

    private KeptFolders() {
    }

    /** Returns the file that whoever uses a folder has locked, and whose time tells when that began. */
    static Path lockOf(Path folder) {
        return folder.resolve(LOCK);
    }

    /** Removes those that nobody has used for longest and nobody uses, if there are too many. */
    static void prune(Path all) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(all)) {
            folders = found.filter(folder -> Files.exists(lockOf(folder))).toList();
        }
        if (folders.size() <= MOST) {
            return;
        }
        folders.stream().sorted(Comparator.comparing(KeptFolders::lastUsed)).limit(folders.size() - MOST)
                .forEach(KeptFolders::remove);
    }

    private static long lastUsed(Path folder) {
        try {
            return Files.getLastModifiedTime(lockOf(folder)).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void remove(Path folder) {
        try (FileChannel channel = FileChannel.open(lockOf(folder), StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                TemporaryFolder.delete(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("The compiled pages in {} cannot be removed", folder, e);
        }
    }
}

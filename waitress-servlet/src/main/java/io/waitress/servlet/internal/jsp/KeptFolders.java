package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.files.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private KeptFolders() {
    }

    /** Removes those that nobody has used for longest and nobody uses, if there are too many. */
    static void prune(Path all) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(all)) {
            folders = found.filter(FolderLock::isIn).toList();
        }
        if (folders.size() <= MOST) {
            return;
        }
        folders.stream().sorted(Comparator.comparing(KeptFolders::lastUsed)).limit(folders.size() - MOST)
                .forEach(KeptFolders::remove);
    }

    private static long lastUsed(Path folder) {
        try {
            return FolderLock.lastUsed(folder);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void remove(Path folder) {
        try (FolderLock lock = FolderLock.tryLock(folder)) {
            if (lock != null) {
                TemporaryFolder.delete(folder);
            }
        } catch (IOException e) {
            LOG.debug("The compiled pages in {} cannot be removed", folder, e);
        }
    }
}

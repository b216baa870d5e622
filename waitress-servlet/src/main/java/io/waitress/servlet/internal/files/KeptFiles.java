package io.waitress.servlet.internal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of files kept between starts, which several servers may share: files are replaced whole, and those that nobody
 * has asked for longest give way to new ones. It is believed only if nobody else may have written there. What cannot be
 * kept is not there: nothing here keeps an application from starting. Safe from any thread.
 */
public final class KeptFiles {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);

    private static final String TEMPORARY = ".tmp";
    private static final Duration TOUCH_AFTER = Duration.ofDays(1);

    private final Path folder;
    private final long maxBytes;
    private final List<String> extensions;
    private volatile boolean changed;
    private volatile Boolean trusted;   // null until the folder is first needed

    /**
     * Takes a folder.
     *
     * @param folder made when there is something to keep
     * @param maxBytes what the files may take together
     * @param extensions of the names of all files; others are never removed
     */
    public KeptFiles(Path folder, long maxBytes, String... extensions) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.extensions = List.of(extensions);
    }

    /** Writes a file that is there, and empty. */
    @FunctionalInterface
    public interface Content {

        /**
         * Writes it.
         *
         * @param file the file
         * @throws IOException if that fails
         */
        void write(Path file) throws IOException;
    }

    /**
     * Finds a file, which another server may remove at any time.
     *
     * @param name its name
     * @return the file, or null if there is none that can be believed
     */
    public Path find(String name) {
        Path file = folder.resolve(name);
        try {
            FileTime used = Files.getLastModifiedTime(file);
            if (!trusted()) {
                return null;
            }
            Instant now = Instant.now();
            if (used.toInstant().isBefore(now.minus(TOUCH_AFTER))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
            return file;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.debug("The kept file {} cannot be used and is made again: {}", file, e.toString());
            return null;
        }
    }

    /**
     * Keeps a file, if that is possible.
     *
     * @param name its name
     * @param content what is to be in it
     */
    public void keep(String name, Content content) {
        try {
            PrivateFolder.create(folder);
            if (!trusted()) {
                return;
            }
            Path temporary = Files.createTempFile(folder, "new-", TEMPORARY);
            try {
                content.write(temporary);
                Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                changed = true;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            LOG.debug("The file {} cannot be kept in {}: {}", name, folder, e.toString());
        }
    }

    private boolean trusted() throws IOException {
        Boolean known = trusted;
        if (known == null) {
            synchronized (this) {
                known = trusted;
                if (known == null) {
                    String doubt = PrivateFolder.doubt(folder);
                    if (doubt != null) {
                        LOG.warn("Nothing is kept between starts in {}: {}; expected a folder that only its owner can"
                                + " write", folder, doubt);
                    }
                    known = doubt == null;
                    trusted = known;
                }
            }
        }
        return known;
    }

    /** Removes what has not been asked for longest, if something was added and all is too much. */
    public void prune() {
        if (!changed) {
            return;
        }
        changed = false;
        try (Stream<Path> all = Files.list(folder)) {
            List<Kept> kept = new ArrayList<>(all.map(Kept::of).toList());
            long total = kept.stream().mapToLong(Kept::bytes).sum();
            kept.sort(Comparator.comparing(Kept::used));
            for (Kept oldest : kept) {
                boolean temporary = oldest.file.toString().endsWith(TEMPORARY);
                boolean abandoned = temporary
                        && oldest.used.toInstant().isBefore(Instant.now().minus(TOUCH_AFTER));
                if ((total > maxBytes || abandoned) && (temporary || isOurs(oldest.file))) {
                    Files.deleteIfExists(oldest.file);
                    total -= oldest.bytes;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The files kept in {} cannot be thinned out: {}", folder, e.toString());
        }
    }

    private boolean isOurs(Path file) {
        return extensions.stream().anyMatch(file.toString()::endsWith);
    }

    private record Kept(Path file, long bytes, FileTime used) {

        static Kept of(Path file) {
            try {
                return new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
            } catch (IOException e) {
                return new Kept(file, 0, FileTime.fromMillis(0)); // another server was quicker
            }
        }
    }
}

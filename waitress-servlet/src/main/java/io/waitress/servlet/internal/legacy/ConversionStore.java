package io.waitress.servlet.internal.legacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was found out about contents, and converted files, between starts, in a folder that several servers may
 * share: files are replaced whole, what is broken is not there, and those that nobody has asked for longest give way to
 * new ones. Nothing here ever keeps an application from starting. Safe from any thread.
 */
final class ConversionStore {

    private static final Logger LOG = LoggerFactory.getLogger(ConversionStore.class);

    /** In the names of all files; changes when conversion does, so that nobody uses what an earlier version has made. */
    private static final String VERSION = "-1";
    private static final String MENTIONS = VERSION + ".mentions";
    private static final String JAR = VERSION + ".zip";
    private static final String TEMPORARY = ".tmp";
    private static final Duration TOUCH_AFTER = Duration.ofDays(1);

    private final Path folder;
    private final long maxBytes;
    private volatile boolean changed;

    /**
     * Takes a folder.
     *
     * @param folder made when there is something to keep
     * @param maxBytes what the files may take together
     */
    ConversionStore(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** What a converted content is. */
    sealed interface Kept {

        /** There was nothing to convert. */
        record Same() implements Kept {
        }

        /**
         * A zip file with the converted files, which may disappear as soon as other contents come.
         *
         * @param file the file
         */
        record Converted(Path file) implements Kept {
        }
    }

    /** Returns what a content mentions, or null if that is not known. */
    Mentions mentions(String key) {
        try {
            Path file = folder.resolve(key + MENTIONS);
            Mentions mentions = Mentions.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
            touch(file);
            return mentions;
        } catch (IOException e) {
            return null;
        }
    }

    void mentions(String key, Mentions mentions) {
        keep(key + MENTIONS, file -> Files.writeString(file, mentions.toString(), StandardCharsets.ISO_8859_1));
    }

    /** Returns the conversion of a content, or null if there is none that can be used. */
    Kept conversion(String key) {
        Path file = folder.resolve(key + JAR);
        try {
            if (Files.size(file) == 0) {
                touch(file);
                return new Kept.Same();
            }
            new ZipFile(file.toFile()).close(); // its directory is its end, so it is not cut off
            touch(file);
            return new Kept.Converted(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.debug("The kept conversion {} cannot be used and is made again: {}", file, e.toString());
            return null;
        }
    }

    /** Keeps a copy of a converted file, or, if that is null, that there was nothing to convert. */
    void conversion(String key, Path converted) {
        keep(key + JAR, file -> {
            if (converted != null) {
                Files.copy(converted, file, StandardCopyOption.REPLACE_EXISTING);
            }
        });
    }

    /** Writes a file that is there, and empty. */
    private interface Content {

        void write(Path file) throws IOException;
    }

    private void keep(String name, Content content) {
        try {
            makeFolder();
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
            LOG.debug("A conversion cannot be kept in {}: {}", folder, e.toString());
        }
    }

    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** Removes what has not been asked for longest, if something was added and all is too much. */
    void prune() {
        if (!changed) {
            return;
        }
        changed = false;
        try (Stream<Path> all = Files.list(folder)) {
            List<Aged> files = new ArrayList<>(all.map(Aged::of).toList());
            long total = files.stream().mapToLong(Aged::bytes).sum();
            files.sort(Comparator.comparing(Aged::used));
            for (Aged oldest : files) {
                boolean abandoned = oldest.file.toString().endsWith(TEMPORARY)
                        && oldest.used.toInstant().isBefore(Instant.now().minus(TOUCH_AFTER));
                if ((total > maxBytes || abandoned) && oldest.ours()) {
                    Files.deleteIfExists(oldest.file);
                    total -= oldest.bytes;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The kept conversions in {} cannot be thinned out: {}", folder, e.toString());
        }
    }

    private record Aged(Path file, long bytes, FileTime used) {

        static Aged of(Path file) {
            try {
                return new Aged(file, Files.size(file), Files.getLastModifiedTime(file));
            } catch (IOException e) {
                return new Aged(file, 0, FileTime.fromMillis(0)); // another server was quicker
            }
        }

        boolean ours() {
            String name = file.toString();
            return name.endsWith(JAR) || name.endsWith(MENTIONS) || name.endsWith(TEMPORARY);
        }
    }

    private static void touch(Path file) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(TOUCH_AFTER))) {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }
}

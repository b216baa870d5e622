package io.waitress.servlet.internal.legacy;

import io.waitress.servlet.internal.files.KeptFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was found out about contents, and converted files, between starts; what is broken is not there. A folder
 * that other users may write to is not used: its jars are run. Safe from any thread.
 */
final class ConversionStore {

    private static final Logger LOG = LoggerFactory.getLogger(ConversionStore.class);

    /** In the names of all files; changes when conversion does, so that nobody uses what an earlier version has made. */
    private static final String VERSION = "-2";
    private static final String MENTIONS = VERSION + ".mentions";
    private static final String JAR = VERSION + ".zip";

    /** Stands for what is as it was; an empty file would be what a power failure may leave of any other. */
    private static final byte[] UNCHANGED = "unchanged\n".getBytes(StandardCharsets.US_ASCII);

    private final KeptFiles files;

    /**
     * Takes a folder.
     *
     * @param folder made when there is something to keep
     * @param maxBytes what the files may take together
     */
    ConversionStore(Path folder, long maxBytes) {
        files = new KeptFiles(folder, maxBytes, MENTIONS, JAR);
    }

    /** What is kept of the conversion of a content. */
    enum Kept { NOTHING, UNCHANGED, CONVERTED }

    /** Returns what a content mentions, or null if that is not known. */
    Mentions mentions(String key) {
        Path file = files.find(key + MENTIONS);
        if (file == null) {
            return null;
        }
        try {
            return Mentions.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return null;
        }
    }

    void mentions(String key, Mentions mentions) {
        files.keep(key + MENTIONS, file -> Files.writeString(file, mentions.toString(), StandardCharsets.ISO_8859_1));
    }

    /**
     * Takes the conversion of a content out of the store, from where another server may remove it at any time.
     *
     * @param target gets the converted file, if there is one; else there is none by that name
     */
    Kept take(String key, Path target) throws IOException {
        Path file = files.find(key + JAR);
        if (file == null) {
            return Kept.NOTHING;
        }
        try {
            if (Files.size(file) == UNCHANGED.length && Arrays.equals(Files.readAllBytes(file), UNCHANGED)) {
                return Kept.UNCHANGED;
            }
            link(file, target);
            new ZipFile(target.toFile()).close(); // its directory is its end, so it is not cut off
            return Kept.CONVERTED;
        } catch (IOException e) {
            LOG.debug("The kept conversion {} cannot be used and is made again: {}", file, e.toString());
            Files.deleteIfExists(target);
            return Kept.NOTHING;
        }
    }

    private static void link(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING); // on another file system
        }
    }

    /** Keeps a copy of a converted file, or, if that is null, that there was nothing to convert. */
    void keep(String key, Path converted) {
        files.keep(key + JAR, file -> {
            if (converted == null) {
                Files.write(file, UNCHANGED);
                return;
            }
            Files.copy(converted, file, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true); // nobody looks inside again, so its name must not outlive its content
            }
        });
    }

    /** Removes what has not been asked for longest, if something was added and all is too much. */
    void prune() {
        files.prune();
    }
}

package io.waitress.servlet.internal.scan;

import io.waitress.servlet.internal.files.KeptFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps indexes between starts, one file for each content and depth; what is broken is not there. A folder that other
 * users may write to is not used: an index decides which filters and constraints an application has. Safe from any
 * thread.
 */
public final class IndexStore {

    private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

    /** Changes with the form of an index, so that another version of the server does not find what it cannot read. */
    private static final int MAGIC = 0x57434903;
    private static final String EXTENSION = ".index";
    private static final int HEADER = 16;
    private static final int MAX_FILE_BYTES = 16 << 20;

    private final KeptFiles files;

    /**
     * Takes a folder.
     *
     * @param folder made when there is something to keep
     * @param maxBytes what the files may take together
     */
    public IndexStore(Path folder, long maxBytes) {
        files = new KeptFiles(folder, maxBytes, EXTENSION);
    }

    /** Returns an index, or null if there is none that can be used. */
    ClassIndex load(String key, Depth depth) {
        Path file = files.find(name(key, depth));
        if (file == null) {
            return null;
        }
        try {
            return Files.size(file) > MAX_FILE_BYTES ? null : decode(Files.readAllBytes(file));
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("The kept index {} cannot be used and is made again: {}", file, e.toString());
            return null;
        }
    }

    private static ClassIndex decode(byte[] bytes) {
        if (bytes.length < HEADER) {
            throw new IllegalArgumentException("it is too short");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int length = bytes.length - HEADER;
        if (header.getInt() != MAGIC || header.getInt() != length || header.getLong() != sum(bytes, HEADER, length)) {
            throw new IllegalArgumentException("its sum is wrong");
        }
        byte[] stored = new byte[length];
        System.arraycopy(bytes, HEADER, stored, 0, length);
        return new ClassIndex(stored);
    }

    void save(String key, Depth depth, ClassIndex index) {
        byte[] stored = index.stored();
        if (stored.length > MAX_FILE_BYTES - HEADER) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + stored.length);
        bytes.putInt(MAGIC).putInt(stored.length).putLong(sum(stored, 0, stored.length)).put(stored);
        files.keep(name(key, depth), file -> Files.write(file, bytes.array()));
    }

    /** Removes what has not been asked for longest, if something was added and all is too much. */
    void prune() {
        files.prune();
    }

    private static String name(String key, Depth depth) {
        return key + "-" + depth.name().toLowerCase(Locale.ROOT) + EXTENSION;
    }

    private static long sum(byte[] bytes, int start, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, start, length);
        return sum.getValue();
    }
}

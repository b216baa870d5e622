package io.waitress.servlet.internal.scan;

import io.waitress.servlet.internal.files.PrivateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps indexes between starts, one file for each content and depth, in a folder that several servers may share: files
 * are replaced whole, what is broken is not there, and the files that nobody has asked for longest give way to new ones.
 * A folder that other users may write to is not used: an index decides which filters and constraints an application has.
 * Nothing here ever keeps an application from starting. Safe from any thread.
 */
public final class IndexStore {

    private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

    /** Changes with the form of an index, so that another version of the server does not find what it cannot read. */
    private static final int MAGIC = 0x57434902;
    private static final String EXTENSION = ".index";
    private static final int HEADER = 16;
    private static final int MAX_FILE_BYTES = 16 << 20;
    private static final Duration TOUCH_AFTER = Duration.ofDays(1);

    private final Path folder;
    private final long maxBytes;
    private volatile boolean changed;
    private volatile Boolean trusted;   // null until the folder is first needed

    /**
     * Takes a folder.
     *
     * @param folder made when there is something to keep
     * @param maxBytes what the files may take together
     */
    public IndexStore(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** Returns an index, or null if there is none that can be used. */
    ClassIndex load(String key, Depth depth) {
        Path file = file(key, depth);
        try {
            if (Files.size(file) > MAX_FILE_BYTES || !trusted()) {
                return null;
            }
            ClassIndex index = decode(Files.readAllBytes(file));
            touch(file);
            return index;
        } catch (NoSuchFileException e) {
            return null;
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
        try {
            PrivateFolder.create(folder);
            if (!trusted()) {
                return;
            }
            Path temporary = Files.createTempFile(folder, "new-", ".tmp");
            try {
                Files.write(temporary, bytes.array());
                Files.move(temporary, file(key, depth), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                changed = true;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            LOG.debug("An index cannot be kept in {}: {}", folder, e.toString());
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
                        LOG.warn("What is found out about classes is not kept in {}: {}; expected a folder that only its"
                                + " owner can write", folder, doubt);
                    }
                    known = doubt == null;
                    trusted = known;
                }
            }
        }
        return known;
    }

    /** Removes what has not been asked for longest, if something was added and all is too much. */
    void prune() {
        if (!changed) {
            return;
        }
        changed = false;
        try (Stream<Path> all = Files.list(folder)) {
            List<Kept> kept = new ArrayList<>(all.map(Kept::of).toList());
            long total = kept.stream().mapToLong(Kept::bytes).sum();
            kept.sort(Comparator.comparing(Kept::used));
            for (Kept oldest : kept) {
                boolean abandoned = oldest.file.toString().endsWith(".tmp")
                        && oldest.used.toInstant().isBefore(Instant.now().minus(TOUCH_AFTER));
                if ((total > maxBytes || abandoned) && oldest.ours()) {
                    Files.deleteIfExists(oldest.file);
                    total -= oldest.bytes;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The kept indexes in {} cannot be thinned out: {}", folder, e.toString());
        }
    }

    private record Kept(Path file, long bytes, FileTime used) {

        static Kept of(Path file) {
            try {
                return new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
            } catch (IOException e) {
                return new Kept(file, 0, FileTime.fromMillis(0)); // another server was quicker
            }
        }

        boolean ours() {
            return file.toString().endsWith(EXTENSION) || file.toString().endsWith(".tmp");
        }
    }

    private static void touch(Path file) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(TOUCH_AFTER))) {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    private Path file(String key, Depth depth) {
        return folder.resolve(key + "-" + depth.name().toLowerCase(Locale.ROOT) + EXTENSION);
    }

    private static long sum(byte[] bytes, int start, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, start, length);
        return sum.getValue();
    }
}

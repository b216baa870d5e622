package io.waitress.servlet.internal.files;

import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Small files in memory, so that one that is asked for again costs no call of the file system for a second. After that
 * it is read again, even if it looks unchanged, since tools that deploy files keep or unify their times: a change shows
 * within a second. A file that is changing just now is not kept, nor is it that a file does not exist. Safe from any
 * thread.
 */
final class FileCache {

    /** Up to this size a file is copied rather than sent by the kernel; see {@link ContentWriter}. */
    private static final long LARGEST_FILE = ContentWriter.COPIED_BYTES;
    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ENTRY_OVERHEAD = 1024;

    private final ResourceBase base;
    private final long limit;
    private final LongSupplier nanoClock;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long bytes;     // guarded by lock, as all changes of entries
    private long sweptAt;   // guarded by lock

    private record Entry(FileForms forms, long bytes, long lookedUpAt) {

        boolean valid(long now) {
            return now - lookedUpAt < VALID_NANOS;
        }
    }

    /**
     * Creates an empty cache.
     *
     * @param limit of all entries together, in bytes
     * @param nanoClock as {@link System#nanoTime}
     */
    FileCache(ResourceBase base, long limit, LongSupplier nanoClock) {
        this.base = base;
        this.limit = limit;
        this.nanoClock = nanoClock;
        this.sweptAt = nanoClock.getAsLong() - VALID_NANOS;
    }

    /** Looks up a file or folder; null if there is none. */
    FileForms find(String path) {
        long now = nanoClock.getAsLong();
        Entry entry = entries.get(path);
        return entry != null && entry.valid(now) ? entry.forms : lookUp(path, entry, now);
    }

    private FileForms lookUp(String path, Entry previous, long now) {
        long nowMillis = System.currentTimeMillis();
        Resource file = base.resource(path);
        FileForms forms = file == null ? null : FileForms.find(base, path, file, nowMillis);
        FileForms stored = forms == null ? null : stored(forms, nowMillis);
        if (stored != null) {
            put(path, stored, now);
            return stored;
        }
        if (previous != null) {
            remove(path);
        }
        return forms;
    }

    /** Returns the forms with their content, or null if they are not to be kept. */
    private static FileForms stored(FileForms forms, long nowMillis) {
        if (!keepable(forms.plain()) || !forms.coded().stream().allMatch(FileCache::keepable)) {
            return null;
        }
        try {
            Representation plain = stored(forms.plain(), nowMillis);
            List<Representation> coded = new ArrayList<>(forms.coded().size());
            for (Representation form : forms.coded()) {
                coded.add(stored(form, nowMillis));
            }
            return plain == null || coded.contains(null) ? null : new FileForms(plain, List.copyOf(coded));
        } catch (IOException ignored) { // whoever writes the response meets it again
            return null;
        }
    }

    private static boolean keepable(Representation form) {
        return form.strong() && !form.resource().directory() && form.resource().length() <= LARGEST_FILE;
    }

    private static Representation stored(Representation form, long nowMillis) throws IOException {
        StoredFile file = StoredFile.read(form.resource());
        return file == null ? null : new Representation(file, form.coding(), nowMillis);
    }

    private void put(String path, FileForms forms, long now) {
        long size = ENTRY_OVERHEAD + 2L * path.length() + forms.plain().resource().length();
        for (Representation form : forms.coded()) {
            size += ENTRY_OVERHEAD + form.resource().length();
        }
        lock.lock();
        try {
            forget(path);
            if (bytes + size > limit && now - sweptAt >= VALID_NANOS) {
                sweptAt = now;
                removeInvalid(now);
            }
            if (bytes + size <= limit) {
                entries.put(path, new Entry(forms, size, now));
                bytes += size;
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(String path) {
        lock.lock();
        try {
            forget(path);
        } finally {
            lock.unlock();
        }
    }

    private void removeInvalid(long now) {
        List.copyOf(entries.entrySet()).forEach(entry -> {
            if (!entry.getValue().valid(now)) {
                forget(entry.getKey());
            }
        });
    }

    private void forget(String path) {
        Entry entry = entries.remove(path);
        if (entry != null) {
            bytes -= entry.bytes;
        }
    }
}

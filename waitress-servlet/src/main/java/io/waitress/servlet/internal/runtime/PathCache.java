package io.waitress.servlet.internal.runtime;

/**
 * Remembers what paths resolve to, in a table of fixed size: a new path takes the place of another one, so clients that
 * ask for ever new paths cost lookups and no memory. Safe from any thread without locks: entries are immutable, and a
 * lost or outdated slot only costs another resolution.
 *
 * @param <V> what a path resolves to
 */
final class PathCache<V> {

    private static final int SLOTS = 1024;
    private static final int LONGEST_PATH = 256;

    private final Entry<V>[] entries = slots();

    private record Entry<V>(String path, V value) {
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // only Entry<V> is ever stored
    private static <V> Entry<V>[] slots() {
        return new Entry[SLOTS];
    }

    /** Returns what was remembered for a path, or null. */
    V get(String path) {
        int slot = slot(path);
        Entry<V> entry = entries[slot];
        if (entry != null && entry.path.equals(path)) {
            return entry.value;
        }
        entry = entries[slot ^ 1];
        return entry != null && entry.path.equals(path) ? entry.value : null;
    }

    /** Remembers what a path resolves to, unless the path is longer than any that comes often. */
    void put(String path, V value) {
        if (path.length() <= LONGEST_PATH) {
            int slot = slot(path);
            entries[slot ^ 1] = entries[slot];
            entries[slot] = new Entry<>(path, value);
        }
    }

    private static int slot(String path) {
        int hash = path.hashCode();
        return (hash ^ hash >>> 10 ^ hash >>> 20) & SLOTS - 1;
    }
}

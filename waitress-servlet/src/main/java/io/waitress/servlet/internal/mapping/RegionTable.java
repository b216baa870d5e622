package io.waitress.servlet.internal.mapping;

import java.util.Map;

/**
 * An immutable hash table that is asked with a region of a string, so that a lookup creates no substring. Hashes are
 * those of {@link String#hashCode()}, which a caller can carry along while it walks a string.
 */
final class RegionTable<V> {

    private final String[] keys;
    private final Object[] values;
    private final int mask;

    RegionTable(Map<String, V> entries) {
        int capacity = Integer.highestOneBit(Math.max(1, entries.size()) * 4 - 1);
        this.keys = new String[capacity];
        this.values = new Object[capacity];
        this.mask = capacity - 1;
        for (Map.Entry<String, V> entry : entries.entrySet()) {
            put(entry.getKey(), entry.getValue());
        }
    }

    private void put(String key, V value) {
        int slot = slot(key.hashCode());
        while (keys[slot] != null) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** Returns the value whose key equals the region, or null. */
    @SuppressWarnings("unchecked")
    V get(String text, int from, int to, int hash) {
        int slot = slot(hash);
        for (String key = keys[slot]; key != null; key = keys[slot]) {
            if (key.length() == to - from && key.hashCode() == hash && text.startsWith(key, from)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    /** Returns the value whose key equals the region, or null. */
    V get(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return get(text, from, to, hash);
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 16)) & mask;
    }
}

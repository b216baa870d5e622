package io.waitress.core.internal.parse;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Header fields as offsets into the bytes they came in. Strings are made when first asked for and then kept.
 *
 * <p>Immutable but for those caches. They are filled without a lock: two threads may both make a string, and either is
 * right, since an array of nulls and a string are safe to publish by a race.
 */
final class HeaderTable implements Headers {

    /** Ints per field: offset of the name, offset of the colon, index of the known name or -1. */
    private static final int WIDTH = 3;

    private final byte[] bytes;
    /** {@link #WIDTH} ints for each field, then the offset after the last field. */
    private final int[] fields;
    private final int size;
    /** A bit for each known name that is present. */
    private final long present;
    private String[] names;
    private String[] values;

    /**
     * Creates the table.
     *
     * @param offsets for each field the offset of its name, then that of its colon; at last that after the last field;
     *     not kept
     */
    HeaderTable(byte[] bytes, int[] offsets, int size) {
        this.bytes = bytes;
        this.size = size;
        fields = new int[WIDTH * size + 1];
        long bits = 0;
        for (int i = 0; i < size; i++) {
            int start = offsets[2 * i];
            int colon = offsets[2 * i + 1];
            HeaderName known = HeaderName.of(bytes, start, colon - start);
            fields[WIDTH * i] = start;
            fields[WIDTH * i + 1] = colon;
            fields[WIDTH * i + 2] = known == null ? -1 : known.index();
            bits |= known == null ? 0 : 1L << known.index();
        }
        fields[WIDTH * size] = offsets[2 * size];
        present = bits;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String name(int index) {
        checkIndex(index);
        if (names == null) {
            names = new String[size];
        }
        String name = names[index];
        if (name == null) {
            name = newName(nameStart(index), nameEnd(index), fields[WIDTH * index + 2]);
            names[index] = name;
        }
        return name;
    }

    private String newName(int start, int end, int knownIndex) {
        if (knownIndex >= 0) {
            HeaderName known = HeaderName.at(knownIndex);
            if (matches(known.text(), start)) {
                return known.text();
            }
            if (matches(known.lowerCase(), start)) {
                return known.lowerCase();
            }
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private boolean matches(String text, int start) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String value(int index) {
        checkIndex(index);
        if (values == null) {
            values = new String[size];
        }
        String value = values[index];
        if (value == null) {
            int start = valueStart(index);
            value = new String(bytes, start, valueEnd(index, start) - start, StandardCharsets.ISO_8859_1);
            values[index] = value;
        }
        return value;
    }

    private void checkIndex(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("field " + index + " of " + size);
        }
    }

    @Override
    public String get(HeaderName name) {
        int index = first(name);
        return index < 0 ? null : value(index);
    }

    @Override
    public String get(String name) {
        int index = next(name, 0);
        return index < 0 ? null : value(index);
    }

    @Override
    public List<String> all(String name) {
        int index = next(name, 0);
        if (index < 0) {
            return List.of();
        }
        int following = next(name, index + 1);
        if (following < 0) {
            return List.of(value(index));
        }
        List<String> all = new ArrayList<>();
        all.add(value(index));
        for (index = following; index >= 0; index = next(name, index + 1)) {
            all.add(value(index));
        }
        return all;
    }

    @Override
    public boolean contains(HeaderName name) {
        return (present & 1L << name.index()) != 0;
    }

    @Override
    public boolean contains(String name) {
        return next(name, 0) >= 0;
    }

    @Override
    public String toString() {
        return "HeaderTable" + Arrays.toString(names().toArray());
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the index of the first field of that name, or -1. */
    int first(HeaderName name) {
        return contains(name) ? next(name, 0) : -1;
    }

    /** Returns the index of the first field of that name at or after {@code from}, or -1. */
    int next(HeaderName name, int from) {
        for (int i = from; i < size; i++) {
            if (fields[WIDTH * i + 2] == name.index()) {
                return i;
            }
        }
        return -1;
    }

    private int next(String name, int from) {
        HeaderName known = HeaderName.of(name);
        if (known != null) {
            return from == 0 ? first(known) : next(known, from);
        }
        for (int i = from; i < size; i++) {
            if (fields[WIDTH * i + 2] < 0 && Ascii.equalsIgnoreCase(name, bytes, nameStart(i), nameEnd(i))) {
                return i;
            }
        }
        return -1;
    }

    int nameStart(int index) {
        return fields[WIDTH * index];
    }

    int nameEnd(int index) {
        return fields[WIDTH * index + 1];
    }

    /** Returns the offset of a value, after the white space that may surround it. */
    int valueStart(int index) {
        int start = nameEnd(index) + 1;
        int lineEnd = lineEnd(index);
        while (start < lineEnd && TokenTable.blank(bytes[start])) {
            start++;
        }
        return start;
    }

    /** Returns the offset after a value, before the white space that may surround it. */
    int valueEnd(int index, int valueStart) {
        int end = lineEnd(index);
        while (end > valueStart && TokenTable.blank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    private int lineEnd(int index) {
        return fields[WIDTH * (index + 1)] - 2;
    }
}

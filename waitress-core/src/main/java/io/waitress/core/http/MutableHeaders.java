package io.waitress.core.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Header fields that can be changed until they are frozen. What is added is checked, so that no line end, NUL or other
 * control character can get into a field (RFC 9110, section 5.5). Not thread-safe.
 */
public final class MutableHeaders implements Headers {

    private static final int INITIAL_LINES = 4;

    /** Each line takes three places: its well-known name or null, its name as spelled, its value. */
    private static final int STRIDE = 3;

    private static final Object[] NO_LINES = {};

    private Object[] lines = NO_LINES;
    private int size;
    private long wellKnown;
    private boolean frozen;

    /** Creates an empty set of fields. */
    public MutableHeaders() {
    }

    /**
     * Creates a set with the fields of another.
     *
     * @param source copied in order
     */
    public MutableHeaders(Headers source) {
        addAll(source);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String name(int index) {
        return (String) lines[position(index) + 1];
    }

    @Override
    public String value(int index) {
        return (String) lines[position(index) + 2];
    }

    /**
     * Returns the well-known name of one field line, or null if its name is not well known. Allows to compare by
     * identity, and to write {@link HeaderName#lineStart()}.
     *
     * @param index from 0 to {@code size() - 1}
     * @return the well-known name or null
     * @throws IndexOutOfBoundsException if there is no such line
     */
    public HeaderName known(int index) {
        return (HeaderName) lines[position(index)];
    }

    @Override
    public String get(String name) {
        int line = find(HeaderName.of(name), name, 0);
        return line < 0 ? null : value(line);
    }

    @Override
    public String get(HeaderName name) {
        return contains(name) ? value(find(name, name.text(), 0)) : null;
    }

    @Override
    public List<String> all(String name) {
        HeaderName known = HeaderName.of(name);
        int line = find(known, name, 0);
        if (line < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; line >= 0; line = find(known, name, line + 1)) {
            values.add(value(line));
        }
        return values;
    }

    @Override
    public boolean contains(String name) {
        return find(HeaderName.of(name), name, 0) >= 0;
    }

    @Override
    public boolean contains(HeaderName name) {
        return (wellKnown & bit(name)) != 0;
    }

    /**
     * Adds a field line, keeping those of the same name. No effect once frozen.
     *
     * @param name a token
     * @param value Latin-1 without control characters except tab; surrounding white space is dropped
     * @return this
     * @throws IllegalArgumentException if the name or the value has a character that is not allowed
     */
    public MutableHeaders add(String name, String value) {
        HeaderName known = HeaderName.of(name);
        if (known == null) {
            FieldSyntax.requireName(name);
        }
        append(known, name, FieldSyntax.requireValue(name, value));
        return this;
    }

    /**
     * Adds a well-known field line, keeping those of the same name. No effect once frozen.
     *
     * @param name the name
     * @param value Latin-1 without control characters except tab; surrounding white space is dropped
     * @return this
     * @throws IllegalArgumentException if the value has a character that is not allowed
     */
    public MutableHeaders add(HeaderName name, String value) {
        append(name, name.text(), FieldSyntax.requireValue(name.text(), value));
        return this;
    }

    /**
     * Makes a field have this value only: replaces its first line and removes its others, or adds it. No effect once
     * frozen.
     *
     * @param name a token
     * @param value Latin-1 without control characters except tab; surrounding white space is dropped
     * @return this
     * @throws IllegalArgumentException if the name or the value has a character that is not allowed
     */
    public MutableHeaders set(String name, String value) {
        HeaderName known = HeaderName.of(name);
        if (known == null) {
            FieldSyntax.requireName(name);
        }
        replace(known, name, FieldSyntax.requireValue(name, value));
        return this;
    }

    /**
     * Makes a well-known field have this value only: replaces its first line and removes its others, or adds it. No
     * effect once frozen.
     *
     * @param name the name
     * @param value Latin-1 without control characters except tab; surrounding white space is dropped
     * @return this
     * @throws IllegalArgumentException if the value has a character that is not allowed
     */
    public MutableHeaders set(HeaderName name, String value) {
        replace(name, name.text(), FieldSyntax.requireValue(name.text(), value));
        return this;
    }

    /**
     * Removes all lines of a field. No effect if there are none or once frozen.
     *
     * @param name the name in any case
     * @return this
     */
    public MutableHeaders remove(String name) {
        removeFrom(HeaderName.of(name), name, 0);
        return this;
    }

    /**
     * Removes all lines of a well-known field. No effect if there are none or once frozen.
     *
     * @param name the name
     * @return this
     */
    public MutableHeaders remove(HeaderName name) {
        if (contains(name)) {
            removeFrom(name, name.text(), 0);
        }
        return this;
    }

    /**
     * Removes all fields. No effect once frozen.
     *
     * @return this
     */
    public MutableHeaders clear() {
        if (!frozen) {
            Arrays.fill(lines, 0, size * STRIDE, null);
            size = 0;
            wellKnown = 0;
        }
        return this;
    }

    /**
     * Adds all lines of other headers in order. No effect once frozen.
     *
     * @param source the lines to add
     * @return this
     * @throws IllegalArgumentException if a name or value has a character that is not allowed
     */
    public MutableHeaders addAll(Headers source) {
        for (int i = 0, count = source.size(); i < count; i++) {
            add(source.name(i), source.value(i));
        }
        return this;
    }

    /**
     * Makes all further changes ineffective.
     *
     * @return this
     */
    public MutableHeaders freeze() {
        frozen = true;
        return this;
    }

    /**
     * Tells whether changes have no effect any more.
     *
     * @return true after {@link #freeze()}
     */
    public boolean frozen() {
        return frozen;
    }

    /** Returns the field lines as they look on the wire, for logs and tests. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(name(i)).append(": ").append(value(i)).append("\r\n");
        }
        return text.toString();
    }

    private int position(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("line " + index + " of " + size);
        }
        return index * STRIDE;
    }

    private static long bit(HeaderName name) {
        return 1L << name.index();
    }

    /** Returns the first line of that name from a line on, or -1. Lines of well-known names match by identity. */
    private int find(HeaderName known, String name, int from) {
        if (known != null && (wellKnown & bit(known)) == 0) {
            return -1;
        }
        for (int i = from; i < size; i++) {
            Object candidate = lines[i * STRIDE];
            if (candidate == known && (known != null || name(i).equalsIgnoreCase(name))) {
                return i;
            }
        }
        return -1;
    }

    private void append(HeaderName known, String name, String value) {
        if (frozen) {
            return;
        }
        int position = size * STRIDE;
        if (position == lines.length) {
            lines = Arrays.copyOf(lines, Math.max(INITIAL_LINES * STRIDE, position * 2));
        }
        lines[position] = known;
        lines[position + 1] = name;
        lines[position + 2] = value;
        size++;
        if (known != null) {
            wellKnown |= bit(known);
        }
    }

    private void replace(HeaderName known, String name, String value) {
        int first = find(known, name, 0);
        if (first < 0) {
            append(known, name, value);
        } else if (!frozen) {
            lines[first * STRIDE + 1] = name;
            lines[first * STRIDE + 2] = value;
            removeFrom(known, name, first + 1);
        }
    }

    private void removeFrom(HeaderName known, String name, int from) {
        int line = frozen ? -1 : find(known, name, from);
        for (; line >= 0; line = find(known, name, line)) {
            int position = line * STRIDE;
            int end = size * STRIDE;
            System.arraycopy(lines, position + STRIDE, lines, position, end - position - STRIDE);
            Arrays.fill(lines, end - STRIDE, end, null);
            size--;
        }
        if (known != null && from == 0 && !frozen) {
            wellKnown &= ~bit(known);
        }
    }
}

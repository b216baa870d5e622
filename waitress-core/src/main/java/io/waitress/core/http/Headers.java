package io.waitress.core.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A read view of header fields in the order in which they were received or added; names compare without regard to
 * case (RFC 9110, section 5.1). A field that occurs on several lines is several entries.
 *
 * <p>Request headers are immutable and safe from any thread.
 */
public interface Headers {

    /**
     * Returns the view that has no field.
     *
     * @return an empty, immutable view
     */
    static Headers empty() {
        return EmptyHeaders.INSTANCE;
    }

    /**
     * Returns the number of field lines.
     *
     * @return the count, 0 or more
     */
    int size();

    /**
     * Returns the name of one field line, spelled as it was received or added.
     *
     * @param index from 0 to {@code size() - 1}
     * @return the name
     * @throws IndexOutOfBoundsException if there is no such line
     */
    String name(int index);

    /**
     * Returns the value of one field line, without surrounding white space.
     *
     * @param index from 0 to {@code size() - 1}
     * @return the value, possibly empty
     * @throws IndexOutOfBoundsException if there is no such line
     */
    String value(int index);

    /**
     * Returns the first value of a field, or null if there is none.
     *
     * @param name the field's name in any case
     * @return the first value or null
     */
    default String get(String name) {
        for (int i = 0, size = size(); i < size; i++) {
            if (name(i).equalsIgnoreCase(name)) {
                return value(i);
            }
        }
        return null;
    }

    /**
     * Returns the first value of a well-known field, or null if there is none. Quicker than {@link #get(String)}.
     *
     * @param name the field's name
     * @return the first value or null
     */
    default String get(HeaderName name) {
        return get(name.text());
    }

    /**
     * Returns all values of a field in order.
     *
     * @param name the field's name in any case
     * @return the values; empty if there is none
     */
    default List<String> all(String name) {
        List<String> values = null;
        for (int i = 0, size = size(); i < size; i++) {
            if (name(i).equalsIgnoreCase(name)) {
                if (values == null) {
                    values = new ArrayList<>(2);
                }
                values.add(value(i));
            }
        }
        return values == null ? List.of() : values;
    }

    /**
     * Tells whether a field is present.
     *
     * @param name the field's name in any case
     * @return true if at least one line has that name
     */
    default boolean contains(String name) {
        return get(name) != null;
    }

    /**
     * Tells whether a well-known field is present. Quicker than {@link #contains(String)}.
     *
     * @param name the field's name
     * @return true if at least one line has that name
     */
    default boolean contains(HeaderName name) {
        return get(name) != null;
    }

    /**
     * Returns the distinct names, each spelled as it first occurs, in order of first occurrence.
     *
     * @return the names
     */
    default List<String> names() {
        Map<String, Boolean> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> names = new ArrayList<>(size());
        for (int i = 0, size = size(); i < size; i++) {
            if (seen.put(name(i), Boolean.TRUE) == null) {
                names.add(name(i));
            }
        }
        return names;
    }
}

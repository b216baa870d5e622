package io.waitress.servlet.internal.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Request parameters in order of arrival, several values to a name, up to a number of values. Confined. */
public final class Parameters {

    private final Map<String, Values> byName = new LinkedHashMap<>();
    private final int limit;
    private int count;
    private Map<String, String[]> map;

    private static final class Values {

        private String[] array;
        private int count = 1;

        Values(String first) {
            this.array = new String[] {first};
        }

        void add(String value) {
            if (count == array.length) {
                array = Arrays.copyOf(array, count * 2);
            }
            array[count++] = value;
        }

        String[] toArray() {
            return Arrays.copyOf(array, count);
        }
    }

    /**
     * Creates an empty set of parameters.
     *
     * @param limit the number of values accepted in all; negative for no limit
     */
    public Parameters(int limit) {
        this.limit = limit < 0 ? Integer.MAX_VALUE : limit;
    }

    /**
     * Adds a value behind those of the same name.
     *
     * @param name the decoded name
     * @param value the decoded value
     * @throws InvalidParametersException with status 413 if there are too many
     */
    public void add(String name, String value) {
        if (count == limit) {
            throw new InvalidParametersException(413, "More than " + limit + " parameters");
        }
        count++;
        map = null;
        Values values = byName.get(name);
        if (values == null) {
            byName.put(name, new Values(value));
        } else {
            values.add(value);
        }
    }

    /**
     * Adds all values of another set behind those of the same name.
     *
     * @param other the other set
     * @throws InvalidParametersException with status 413 if there are too many
     */
    public void addAll(Parameters other) {
        other.byName.forEach((name, values) -> {
            for (int i = 0; i < values.count; i++) {
                add(name, values.array[i]);
            }
        });
    }

    /**
     * Returns the first value of a name, or null if the name does not occur.
     *
     * @param name the name
     * @return the value or null
     */
    public String first(String name) {
        Values values = byName.get(name);
        return values == null ? null : values.array[0];
    }

    /**
     * Returns all values of a name, or null if the name does not occur.
     *
     * @param name the name
     * @return a new array, or null
     */
    public String[] values(String name) {
        Values values = byName.get(name);
        return values == null ? null : values.toArray();
    }

    /**
     * Returns the names in order of their first occurrence.
     *
     * @return an unmodifiable view
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Returns the number of values.
     *
     * @return the count
     */
    public int count() {
        return count;
    }

    /**
     * Returns names and values in order of the names' first occurrence.
     *
     * @return an unmodifiable map, made on the first call after a change
     */
    public Map<String, String[]> asMap() {
        if (map == null) {
            Map<String, String[]> arrays = new LinkedHashMap<>();
            byName.forEach((name, values) -> arrays.put(name, values.toArray()));
            map = Collections.unmodifiableMap(arrays);
        }
        return map;
    }
}

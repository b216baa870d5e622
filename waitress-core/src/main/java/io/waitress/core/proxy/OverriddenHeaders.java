package io.waitress.core.proxy;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import java.util.List;

/**
 * A request's headers with some lines left out and some values replaced. Only the names given as affected differ from
 * the original, so that questions about all others go straight to it. Immutable once built.
 */
final class OverriddenHeaders implements Headers {

    private final Headers original;
    private final int[] lines;
    private final String[] replacements;
    private final String addedName;
    private final String addedValue;
    private final int kept;

    private OverriddenHeaders(Builder builder) {
        this.original = builder.original;
        this.lines = builder.lines;
        this.replacements = builder.replacements;
        this.addedName = builder.addedName;
        this.addedValue = builder.addedValue;
        this.kept = builder.kept;
    }

    /** Goes through the original's lines in order. Not thread-safe. */
    static final class Builder {

        private final Headers original;
        private final int[] lines;
        private final String[] replacements;
        private String addedName;
        private String addedValue;
        private int kept;

        Builder(Headers original) {
            this.original = original;
            this.lines = new int[original.size()];
            this.replacements = new String[original.size()];
        }

        /** Keeps a line, with another value unless that is null. */
        void keep(int line, String replacement) {
            lines[kept] = line;
            replacements[kept++] = replacement;
        }

        /** Adds a line at the end; at most one. */
        void add(HeaderName name, String value) {
            addedName = name.text();
            addedValue = value;
        }

        OverriddenHeaders build() {
            return new OverriddenHeaders(this);
        }
    }

    /** Tells whether a field can differ from the original: the proxy headers and {@code Host}. */
    static boolean affected(HeaderName name) {
        return switch (name) {
            case FORWARDED, HOST, X_FORWARDED_BY, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PORT,
                    X_FORWARDED_PROTO -> true;
            default -> false;
        };
    }

    @Override
    public int size() {
        return addedName == null ? kept : kept + 1;
    }

    @Override
    public String name(int index) {
        return index == kept && addedName != null ? addedName : original.name(line(index));
    }

    @Override
    public String value(int index) {
        if (index == kept && addedName != null) {
            return addedValue;
        }
        int line = line(index);
        return replacements[index] != null ? replacements[index] : original.value(line);
    }

    @Override
    public String get(String name) {
        HeaderName known = HeaderName.of(name);
        return known != null && affected(known) ? Headers.super.get(name) : original.get(name);
    }

    @Override
    public String get(HeaderName name) {
        return affected(name) ? Headers.super.get(name.text()) : original.get(name);
    }

    @Override
    public boolean contains(String name) {
        return get(name) != null;
    }

    @Override
    public boolean contains(HeaderName name) {
        return affected(name) ? get(name) != null : original.contains(name);
    }

    @Override
    public List<String> all(String name) {
        HeaderName known = HeaderName.of(name);
        return known != null && affected(known) ? Headers.super.all(name) : original.all(name);
    }

    private int line(int index) {
        if (index < 0 || index >= kept) {
            throw new IndexOutOfBoundsException("line " + index + " of " + size());
        }
        return lines[index];
    }
}

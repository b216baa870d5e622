package io.waitress.servlet.internal.mapping;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds what a path is mapped to by the rules of Servlet 6.1, section 12.1: exact, longest path prefix, extension,
 * default. Immutable; built once per deployment. One pass over the path whatever the number of patterns, and at most
 * one match object and one substring per lookup.
 *
 * @param <T> what patterns are mapped to
 */
public final class PathMapper<T> {

    private final Map<String, PathMatch<T>> exact = new HashMap<>();
    private final RegionTable<Entry<T>> prefixes;
    private final RegionTable<Entry<T>> extensions;
    private final boolean hasPrefixes;
    private final boolean hasExtensions;
    private final Entry<T> everything;
    private final Entry<T> fallback;

    private record Entry<T>(UrlPattern pattern, T target) {
    }

    private PathMapper(Builder<T> builder) {
        Map<String, Entry<T>> byPrefix = new HashMap<>();
        Map<String, Entry<T>> byExtension = new HashMap<>();
        Entry<T> forEverything = null;
        Entry<T> forDefault = null;
        for (Map.Entry<UrlPattern, T> mapping : builder.mappings.entrySet()) {
            Entry<T> entry = new Entry<>(mapping.getKey(), mapping.getValue());
            UrlPattern pattern = entry.pattern;
            switch (pattern.kind()) {
                case CONTEXT_ROOT -> {
                    exact.put("/", new PathMatch<>(entry.target, pattern, "", "/"));
                    exact.put("", new PathMatch<>(entry.target, pattern, "", "/"));
                }
                case EXACT -> exact.put(pattern.key(), new PathMatch<>(entry.target, pattern, pattern.key(), null));
                case EXTENSION -> byExtension.put(pattern.key(), entry);
                case DEFAULT -> forDefault = entry;
                case PATH -> {
                    if (pattern.key().isEmpty()) {
                        forEverything = entry;
                    } else {
                        byPrefix.put(pattern.key(), entry);
                    }
                }
            }
        }
        this.prefixes = new RegionTable<>(byPrefix);
        this.extensions = new RegionTable<>(byExtension);
        this.hasPrefixes = !byPrefix.isEmpty();
        this.hasExtensions = !byExtension.isEmpty();
        this.everything = forEverything;
        this.fallback = forDefault;
    }

    /**
     * Returns a builder without mappings.
     *
     * @param <T> what patterns are mapped to
     * @return the builder
     */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /**
     * Maps a path.
     *
     * @param path a canonical path inside the context, starting with a slash, or empty for the context root
     * @return the match, or null if no pattern matches
     */
    public PathMatch<T> match(String path) {
        PathMatch<T> match = exact.get(path);
        if (match != null) {
            return match;
        }
        if (hasPrefixes) {
            match = longestPrefix(path);
            if (match != null) {
                return match;
            }
        }
        if (everything != null) {
            return new PathMatch<>(everything.target, everything.pattern, "", path.isEmpty() ? null : path);
        }
        if (hasExtensions) {
            match = extension(path);
            if (match != null) {
                return match;
            }
        }
        return fallback == null ? null : new PathMatch<>(fallback.target, fallback.pattern, path, null);
    }

    private PathMatch<T> longestPrefix(String path) {
        Entry<T> longest = null;
        int length = path.length();
        int hash = path.isEmpty() ? 0 : path.charAt(0);
        for (int i = 1; i <= length; i++) {
            char c = i < length ? path.charAt(i) : '/';
            if (c == '/') {
                Entry<T> entry = prefixes.get(path, 0, i, hash);
                longest = entry == null ? longest : entry;
            }
            hash = 31 * hash + c;
        }
        if (longest == null) {
            return null;
        }
        String prefix = longest.pattern.key();
        String rest = prefix.length() == length ? null : path.substring(prefix.length());
        return new PathMatch<>(longest.target, longest.pattern, prefix, rest);
    }

    private PathMatch<T> extension(String path) {
        int dot = path.lastIndexOf('.');
        if (dot < 0 || path.indexOf('/', dot) >= 0) {
            return null;
        }
        Entry<T> entry = extensions.get(path, dot + 1, path.length());
        return entry == null ? null : new PathMatch<>(entry.target, entry.pattern, path, null);
    }

    /**
     * Collects mappings. Confined to one thread.
     *
     * @param <T> what patterns are mapped to
     */
    public static final class Builder<T> {

        private final Map<UrlPattern, T> mappings = new LinkedHashMap<>();

        private Builder() {
        }

        /**
         * Maps a pattern.
         *
         * @param pattern the pattern
         * @param target what it is mapped to
         * @return this builder
         * @throws IllegalArgumentException if the pattern is already mapped to another target
         */
        public Builder<T> add(UrlPattern pattern, T target) {
            T present = mappings.putIfAbsent(pattern, target);
            if (present != null && !present.equals(target)) {
                throw new IllegalArgumentException("URL pattern '" + pattern + "' is mapped to both '" + present
                        + "' and '" + target + "'");
            }
            return this;
        }

        /**
         * Maps a pattern unless it is mapped already, as implicit mappings are.
         *
         * @param pattern the pattern
         * @param target what it is mapped to
         * @return this builder
         */
        public Builder<T> addIfAbsent(UrlPattern pattern, T target) {
            mappings.putIfAbsent(pattern, target);
            return this;
        }

        /**
         * Builds the mapper; the builder may be used on.
         *
         * @return the mapper
         */
        public PathMapper<T> build() {
            return new PathMapper<>(this);
        }
    }
}

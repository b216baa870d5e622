package io.waitress.servlet.internal.mapping;

import jakarta.servlet.http.MappingMatch;

/**
 * A URL pattern of a servlet, filter or security constraint (Servlet 6.1, section 12.2). Immutable.
 *
 * @param text the pattern exactly as the application gave it
 * @param kind how the pattern matches
 * @param key what is compared: the path of an exact pattern, the prefix of a path pattern without the closing
 *     {@code /*}, the extension without {@code *.}, otherwise empty
 */
public record UrlPattern(String text, MappingMatch kind, String key) {

    /**
     * Reads a pattern by the rules of the current specification.
     *
     * @param text the pattern
     * @return the pattern
     * @throws IllegalArgumentException naming the pattern and what is wrong with it
     */
    public static UrlPattern of(String text) {
        return of(text, false);
    }

    /**
     * Reads a pattern.
     *
     * @param text the pattern
     * @param slashOptional whether a path may lack its leading slash, as descriptors of version 2.2 allowed
     * @return the pattern
     * @throws IllegalArgumentException naming the pattern and what is wrong with it
     */
    public static UrlPattern of(String text, boolean slashOptional) {
        if (text == null) {
            throw new IllegalArgumentException("URL pattern is null; expected a path, '*.extension', '/' or ''");
        }
        refuseControlCharacters(text);
        if (text.isEmpty()) {
            return new UrlPattern(text, MappingMatch.CONTEXT_ROOT, "");
        }
        if (text.startsWith("*.")) {
            return extension(text);
        }
        if (text.charAt(0) == '/') {
            return path(text, text);
        }
        if (slashOptional) {
            return path(text, '/' + text);
        }
        throw invalid(text, "it must start with '/' or '*.'");
    }

    private static void refuseControlCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                String escaped = String.format("\\u%04x", (int) text.charAt(i));
                throw invalid(text.replaceAll("\\p{Cntrl}", "?"), "it contains the control character " + escaped);
            }
        }
    }

    private static UrlPattern extension(String text) {
        String extension = text.substring(2);
        if (extension.isEmpty()) {
            throw invalid(text, "an extension must follow '*.'");
        }
        if (extension.indexOf('/') >= 0 || extension.indexOf('*') >= 0) {
            throw invalid(text, "an extension contains neither '/' nor '*'");
        }
        if (extension.indexOf('.') >= 0) {
            throw invalid(text, "it can never match, since the extension of a path is what follows its last dot");
        }
        return new UrlPattern(text, MappingMatch.EXTENSION, extension);
    }

    private static UrlPattern path(String text, String path) {
        if (path.contains("/*.")) {
            throw invalid(text, "an extension cannot be bound to a path; expected '*.extension' or '/path/*'");
        }
        if (path.equals("/")) {
            return new UrlPattern(text, MappingMatch.DEFAULT, "");
        }
        if (path.endsWith("/*")) {
            return new UrlPattern(text, MappingMatch.PATH, path.substring(0, path.length() - 2));
        }
        return new UrlPattern(text, MappingMatch.EXACT, path);
    }

    private static IllegalArgumentException invalid(String text, String reason) {
        return new IllegalArgumentException("Invalid URL pattern '" + text + "': " + reason);
    }

    /**
     * Tells whether a path matches this pattern taken alone, which is how filters are chosen. The pattern {@code /}
     * matches only the path {@code /} here: "default" has no meaning without other patterns to come before it.
     *
     * @param path a canonical path inside the context, starting with a slash, or empty
     * @return true if the pattern matches
     */
    public boolean matches(String path) {
        return switch (kind) {
            case CONTEXT_ROOT -> path.isEmpty() || path.equals("/");
            case DEFAULT -> path.equals("/");
            case EXACT -> path.equals(key);
            case PATH -> path.startsWith(key) && (path.length() == key.length() || path.charAt(key.length()) == '/');
            case EXTENSION -> {
                int dot = path.length() - key.length() - 1;
                yield dot > 0 && path.charAt(dot) == '.' && path.endsWith(key) && path.indexOf('/', dot) < 0;
            }
        };
    }

    /** Compares by meaning: {@code foo} of an old descriptor equals {@code /foo}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof UrlPattern that && kind == that.kind && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + key.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

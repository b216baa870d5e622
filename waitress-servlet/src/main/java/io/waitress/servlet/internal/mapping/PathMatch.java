package io.waitress.servlet.internal.mapping;

import jakarta.servlet.http.MappingMatch;

/**
 * The outcome of mapping a path: the target and how the path divides. Immutable.
 *
 * @param <T> what patterns are mapped to
 * @param target what the pattern is mapped to
 * @param pattern the pattern that matched
 * @param servletPath the part of the path that belongs to the servlet; empty for {@code /*} and the context root
 * @param pathInfo the rest of the path with its leading slash, or null if there is none
 */
public record PathMatch<T>(T target, UrlPattern pattern, String servletPath, String pathInfo) {

    /**
     * Returns the kind of pattern that matched.
     *
     * @return the kind
     */
    public MappingMatch kind() {
        return pattern.kind();
    }

    /**
     * Returns what {@link jakarta.servlet.http.HttpServletMapping#getMatchValue()} is specified to return.
     *
     * @return the part of the path that matched, without a leading slash
     */
    public String matchValue() {
        return switch (pattern.kind()) {
            case CONTEXT_ROOT, DEFAULT -> "";
            case EXACT -> servletPath.substring(1);
            case PATH -> pathInfo == null ? "" : pathInfo.substring(1);
            case EXTENSION -> servletPath.substring(1, servletPath.length() - pattern.key().length() - 1);
        };
    }
}

package io.waitress.servlet.internal.text;

import io.waitress.core.http.HttpException;
import java.nio.charset.StandardCharsets;

/**
 * The canonical form of a request path (Servlet 6.1, section 3.5.2): without path parameters, decoded as UTF-8, without
 * empty segments and dot-segments. All suspicious sequences the specification lists are refused.
 */
public final class UriPath {

    /** What a canonical path may contain anywhere; a slash or a dot after a slash still needs a closer look. */
    private static final boolean[] PLAIN = new boolean[0x80];

    static {
        for (char c = 0x20; c < 0x7f; c++) {
            PLAIN[c] = "%;\\#?".indexOf(c) < 0;
        }
    }

    private UriPath() {
    }

    /**
     * Returns the canonical form of a path, without query. Characters outside ASCII are kept as they are.
     *
     * @param path the path as received
     * @return the canonical path; the same string, after one scan, if it is canonical already
     * @throws HttpException with status 400 if the path contains a suspicious sequence
     */
    public static String canonical(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw refused("does not start with '/'");
        }
        char previous = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c >= 0x80 || !PLAIN[c] || (previous == '/' && (c == '/' || c == '.'))) {
                return normalized(path);
            }
            previous = c;
        }
        return path;
    }

    private static String normalized(String path) {
        StringBuilder canonical = new StringBuilder(path.length());
        int start = 1;
        while (true) {
            int slash = path.indexOf('/', start);
            boolean last = slash < 0;
            append(path.substring(start, last ? path.length() : slash), last, canonical);
            if (last) {
                return canonical.isEmpty() ? "/" : canonical.toString();
            }
            start = slash + 1;
        }
    }

    /** Appends one segment, with the slash before it, to the canonical path. */
    private static void append(String segment, boolean last, StringBuilder canonical) {
        int semicolon = segment.indexOf(';');
        String raw = semicolon < 0 ? segment : segment.substring(0, semicolon);
        String name = decoded(raw);
        if (semicolon >= 0) {
            decoded(segment.substring(semicolon + 1));
        }
        switch (name) {
            case "" -> {
                if (semicolon >= 0 && !last) {
                    throw refused("has parameters on an empty segment");
                }
                if (last) {
                    canonical.append('/');
                }
            }
            case ".", ".." -> {
                if (raw.length() != name.length()) {
                    throw refused("contains an encoded dot-segment");
                }
                if (semicolon >= 0) {
                    throw refused("has parameters on a dot-segment");
                }
                if (name.length() == 2) {
                    removeSegment(canonical);
                }
            }
            default -> canonical.append('/').append(name);
        }
    }

    private static void removeSegment(StringBuilder canonical) {
        if (canonical.isEmpty()) {
            throw refused("leads above the root");
        }
        canonical.setLength(canonical.lastIndexOf("/"));
    }

    private static String decoded(String raw) {
        String text;
        try {
            text = UrlEncoding.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("is not valid: " + e.getMessage());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                throw refused("contains a control character");
            }
            if (c == '\\') {
                throw refused("contains a backslash");
            }
            if (c == '/') {
                throw refused("contains an encoded '/'");
            }
        }
        if (raw.indexOf('#') >= 0 || raw.indexOf('?') >= 0) {
            throw refused("contains '#' or '?'");
        }
        return text;
    }

    private static HttpException refused(String reason) {
        return new HttpException(400, "The path of the request " + reason);
    }

    /**
     * Returns the value of a path parameter, for example {@code jsessionid}, or null if no segment has it.
     *
     * @param path the path as received
     * @param name the name, compared exactly
     * @return the value of its last occurrence as received, not decoded, or null
     */
    public static String parameter(String path, String name) {
        int semicolon = path.lastIndexOf(';');
        while (semicolon >= 0) {
            int value = semicolon + 1 + name.length();
            if (path.startsWith(name, semicolon + 1) && value < path.length() && path.charAt(value) == '=') {
                int end = value + 1;
                while (end < path.length() && path.charAt(end) != ';' && path.charAt(end) != '/') {
                    end++;
                }
                return path.substring(value + 1, end);
            }
            semicolon = path.lastIndexOf(';', semicolon - 1);
        }
        return null;
    }
}

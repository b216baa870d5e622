package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;

/**
 * Makes the locations of redirects absolute (Servlet 6.1, {@code sendRedirect}): relative to the request's URI, to the
 * server with a leading slash, to the scheme with two. Characters that no URL has become percent-encoded UTF-8.
 */
final class RedirectLocation {

    private static final String REFUSED = "\"<>\\^`{|}";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private RedirectLocation() {
    }

    /**
     * Returns the absolute form of a location.
     *
     * @throws IllegalArgumentException if it leads above the root of the server
     */
    static String absolute(String location, HttpServletRequest request) {
        String encoded = encode(location);
        if (hasScheme(encoded)) {
            return encoded;
        }
        if (encoded.startsWith("//")) {
            return request.getScheme() + ':' + encoded;
        }
        String server = server(request);
        if (encoded.startsWith("/")) {
            return server + normalized(encoded);
        }
        String base = request.getRequestURI();
        if (encoded.isEmpty() || encoded.charAt(0) == '?' || encoded.charAt(0) == '#') {
            return server + base + encoded;
        }
        return server + normalized(base.substring(0, base.lastIndexOf('/') + 1) + encoded);
    }

    /** Returns scheme, host and, unless it is the scheme's default, port of a request. */
    static String server(HttpServletRequest request) {
        return server(request.getScheme(), request.getServerName(), request.getServerPort());
    }

    static String server(RequestHead request) {
        return server(request.scheme(), request.host(), request.port());
    }

    /** Returns scheme, host and, unless it is the scheme's default, port. */
    static String server(String scheme, String host, int port) {
        String server = scheme + "://" + host;
        boolean isDefault = port == 80 && scheme.equals("http") || port == 443 && scheme.equals("https");
        return isDefault || port <= 0 ? server : server + ':' + port;
    }

    /** RFC 3986, section 3.1: the colon of a scheme comes before anything else that divides a URL. */
    static boolean hasScheme(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == ':') {
                return i > 0;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean later = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
            if (!letter && !(later && i > 0)) {
                return false;
            }
        }
        return false;
    }

    /** Removes dot-segments (RFC 3986, section 5.2.4) from the path of a reference, keeping query and fragment. */
    private static String normalized(String reference) {
        int end = pathEnd(reference);
        if (!reference.substring(0, end).contains("/.")) {
            return reference;
        }
        StringBuilder path = new StringBuilder(reference.length());
        int start = 0;
        while (start < end) {
            int slash = reference.indexOf('/', start + 1);
            int next = slash < 0 || slash > end ? end : slash;
            String segment = reference.substring(start, next);
            boolean last = next == end;
            switch (segment) {
                case "/." -> path.append(last ? "/" : "");
                case "/.." -> {
                    if (path.isEmpty()) {
                        throw new IllegalArgumentException(
                                "The location '" + reference + "' leads above the root of the server");
                    }
                    path.setLength(path.lastIndexOf("/"));
                    path.append(last ? "/" : "");
                }
                default -> path.append(segment);
            }
            start = next;
        }
        return path.append(reference, end, reference.length()).toString();
    }

    /** Returns where the path of a reference ends: at its query, its fragment or its end. */
    static int pathEnd(String reference) {
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c == '?' || c == '#') {
                return i;
            }
        }
        return reference.length();
    }

    private static String encode(String location) {
        for (int i = 0; i < location.length(); i++) {
            if (!allowed(location.charAt(i))) {
                return encodeFrom(location, i);
            }
        }
        return location;
    }

    private static String encodeFrom(String location, int from) {
        StringBuilder encoded = new StringBuilder(location.length() + 32).append(location, 0, from);
        for (byte b : location.substring(from).getBytes(StandardCharsets.UTF_8)) {
            if (allowed((char) (b & 0xff))) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
            }
        }
        return encoded.toString();
    }

    private static boolean allowed(char c) {
        return c > ' ' && c < 0x7f && REFUSED.indexOf(c) < 0;
    }
}

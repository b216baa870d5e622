package io.waitress.servlet.legacy;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.StringTokenizer;

/** Helpers of early servlets (Servlet 2.2; deprecated since 2.3, gone with 6.0). */
public class HttpUtils {

    /** Makes an object that is of no use. */
    public HttpUtils() {
    }

    /**
     * Reads a query.
     *
     * @param query pairs of the form {@code name=value} with {@code &} between them
     * @return the values of each name
     * @throws IllegalArgumentException if a pair has no {@code =}, or its percent signs mean nothing
     */
    public static Hashtable<String, String[]> parseQueryString(String query) {
        if (query == null) {
            throw new IllegalArgumentException("query: expected name=value pairs, not null");
        }
        Hashtable<String, String[]> parameters = new Hashtable<>();
        for (StringTokenizer pairs = new StringTokenizer(query, "&"); pairs.hasMoreTokens(); ) {
            String pair = pairs.nextToken();
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("query: expected name=value, not " + pair);
            }
            parameters.merge(decode(pair.substring(0, equals)), new String[] {decode(pair.substring(equals + 1))},
                    HttpUtils::joined);
        }
        return parameters;
    }

    private static String[] joined(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** As ISO-8859-1, which was the encoding of forms when this was in use. */
    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads a form from a request's body.
     *
     * @param length the body's length in bytes; nothing is read unless it is positive
     * @param in the body
     * @return the values of each name
     * @throws IllegalArgumentException if the body is shorter, cannot be read, or is no form
     */
    public static Hashtable<String, String[]> parsePostData(int length, ServletInputStream in) {
        if (length <= 0) {
            return new Hashtable<>();
        }
        if (in == null) {
            throw new IllegalArgumentException("in: expected a body, not null");
        }
        try {
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new IllegalArgumentException("body of " + body.length + " bytes: expected " + length);
            }
            return parseQueryString(new String(body, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalArgumentException("the body cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the address that a client used.
     *
     * @param request tells it
     * @return the address without its query
     */
    public static StringBuffer getRequestURL(HttpServletRequest request) {
        StringBuffer url = new StringBuffer(request.getScheme()).append("://").append(request.getServerName());
        int port = request.getServerPort();
        if (port != (request.getScheme().equals("https") ? 443 : 80)) {
            url.append(':').append(port);
        }
        return url.append(request.getRequestURI());
    }
}

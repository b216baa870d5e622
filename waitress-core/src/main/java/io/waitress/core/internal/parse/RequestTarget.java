package io.waitress.core.internal.parse;

import io.waitress.core.http.HttpException;
import java.nio.charset.StandardCharsets;

/**
 * The request target in one of its four forms (RFC 9112, section 3.2), split into authority, path and query by offsets.
 * Immutable but for the strings, which are made when first asked for and then kept.
 */
final class RequestTarget {

    private static final String WHERE = "request target";

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int pathStart;
    private final int pathEnd;
    private final int authorityStart;
    private final int authorityEnd;
    private String text;
    private String path;
    private String query;

    private RequestTarget(byte[] bytes, int start, int end, int authorityStart, int pathStart, int pathEnd) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.authorityStart = authorityStart;
        this.authorityEnd = authorityStart < 0 ? -1 : pathStart;
        this.pathStart = pathStart;
        this.pathEnd = pathEnd;
    }

    /**
     * Tells the form of the target and splits it.
     *
     * @param line the scanned request line, over {@code head}
     * @param origin tells whether {@code https} targets are at home here
     * @throws HttpException if the method does not go with the form, or the form is none of the four
     */
    static RequestTarget of(RequestLine line, byte[] head, String method, Origin origin) {
        int start = line.targetStart();
        int end = line.targetEnd();
        int pathEnd = line.queryMark() < 0 ? end : line.queryMark();
        if (method.equals("CONNECT")) {
            return authorityForm(head, start, end);
        }
        if (head[start] == '/') {
            return new RequestTarget(head, start, end, -1, start, pathEnd);
        }
        if (head[start] == '*' && end - start == 1) {
            if (!method.equals("OPTIONS")) {
                throw new HttpException(400, "The request target is \"*\", which goes with the method OPTIONS only");
            }
            return new RequestTarget(head, start, end, -1, start, end);
        }
        return absoluteForm(head, start, end, pathEnd, origin);
    }

    private static RequestTarget authorityForm(byte[] head, int start, int end) {
        int hostEnd = Authority.hostEnd(head, start, end, WHERE);
        if (Authority.port(head, start, hostEnd, end, WHERE) <= 0) {
            throw new HttpException(400, "The request target is " + Excerpt.of(head, start, end)
                    + ", the method CONNECT needs a host and a port");
        }
        return new RequestTarget(head, start, end, start, end, end);
    }

    private static RequestTarget absoluteForm(byte[] head, int start, int end, int pathEnd, Origin origin) {
        int schemeEnd = Ascii.find(':', head, start, end);
        int authorityStart = schemeEnd + 3;
        boolean secure = Ascii.equalsIgnoreCase("https", head, start, schemeEnd);
        if (!secure && !Ascii.equalsIgnoreCase("http", head, start, schemeEnd) || authorityStart > end
                || head[schemeEnd + 1] != '/' || head[schemeEnd + 2] != '/') {
            throw new HttpException(400, "The request target is " + Excerpt.of(head, start, end)
                    + ", expected a path or an http URI");
        }
        if (secure && !origin.scheme().equals("https")) {
            // RFC 9110, section 7.4: a request for an https resource must be refused unless it came securely.
            throw new HttpException(421, "The request target is an https URI, this connection is not secure");
        }
        int pathStart = Ascii.find('/', head, authorityStart, pathEnd);
        if (Ascii.find('@', head, authorityStart, pathStart) < pathStart) {
            throw new HttpException(400, "The request target contains user information, which http URIs do not have");
        }
        return new RequestTarget(head, start, end, authorityStart, pathStart, pathEnd);
    }

    /** Tells whether the target itself says which host it is for. */
    boolean hasAuthority() {
        return authorityStart >= 0;
    }

    int authorityStart() {
        return authorityStart;
    }

    int authorityEnd() {
        return authorityEnd;
    }

    /** Returns the target as received. */
    String text() {
        String result = text;
        if (result == null) {
            result = latin1(start, end);
            text = result;
        }
        return result;
    }

    /** Returns the raw path; see {@link io.waitress.core.exchange.RequestHead#path()}. */
    String path() {
        String result = path;
        if (result == null) {
            result = newPath();
            path = result;
        }
        return result;
    }

    private String newPath() {
        if (pathStart == start && pathEnd == end) {
            return text();
        }
        if (pathStart == pathEnd) {
            return authorityStart == start ? "" : "/";
        }
        return latin1(pathStart, pathEnd);
    }

    /** Returns the raw query without the question mark, or null. */
    String query() {
        String result = query;
        if (result == null && pathEnd < end) {
            result = latin1(pathEnd + 1, end);
            query = result;
        }
        return result;
    }

    private String latin1(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}

package io.waitress.core.internal.parse;

import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * A complete head: strings on demand over one array of bytes, and what the engine needs to know of the message.
 * Immutable but for the string caches, as {@link HeaderTable}.
 */
public final class ParsedHead implements RequestHead {

    private final String method;
    private final RequestTarget target;
    private final HttpVersion version;
    private final HeaderTable headers;
    private final Origin origin;
    private final int hostStart;
    private final int hostEnd;
    private final int port;
    private final long bodyLength;
    private final int connectionOptions;
    private final boolean expectsContinue;
    private String host;

    /** Returns how many bytes the head has. */
    public int bytes() {
        return headers.bytes().length;
    }

    /**
     * Checks and interprets a scanned head.
     *
     * @throws HttpException if the target or a field that the engine relies on is not acceptable
     */
    ParsedHead(RequestLine line, HeaderTable headers, Origin origin, ParserLimits limits) {
        byte[] bytes = headers.bytes();
        this.headers = headers;
        this.origin = origin;
        version = line.httpVersion();
        method = line.method(bytes);
        target = RequestTarget.of(line, bytes, method, origin);

        // The Host field must be right even where the target's authority replaces it (RFC 9112, section 3.2.2).
        int field = Authority.hostField(headers, version);
        int start = field < 0 ? 0 : headers.valueStart(field);
        int end = field < 0 ? 0 : headers.valueEnd(field, start);
        int nameEnd = start == end ? end : Authority.hostEnd(bytes, start, end, "Host field");
        int givenPort = start == end ? -1 : Authority.port(bytes, start, nameEnd, end, "Host field");
        if (target.hasAuthority()) {
            start = target.authorityStart();
            end = target.authorityEnd();
            nameEnd = Authority.hostEnd(bytes, start, end, "request target's authority");
            givenPort = Authority.port(bytes, start, nameEnd, end, "request target's authority");
        }
        hostStart = start;
        hostEnd = nameEnd;
        int assumedPort = start == end ? origin.port() : origin.defaultPort();
        port = givenPort < 0 ? assumedPort : givenPort;

        bodyLength = Framing.bodyLength(headers, version, limits.maxBodyBytes());
        connectionOptions = Framing.connectionOptions(headers);
        expectsContinue = Framing.expectsContinue(headers, version) && bodyLength != 0;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String target() {
        return target.text();
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public String query() {
        return target.query();
    }

    @Override
    public HttpVersion version() {
        return version;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public String scheme() {
        return origin.scheme();
    }

    @Override
    public String host() {
        String result = host;
        if (result == null) {
            result = hostStart == hostEnd ? origin.serverName()
                    : new String(headers.bytes(), hostStart, hostEnd - hostStart, StandardCharsets.ISO_8859_1);
            host = result;
        }
        return result;
    }

    @Override
    public int port() {
        return port;
    }

    /** Returns the length of the body in bytes, 0 if there is none, or -1 if it is chunked. */
    public long bodyLength() {
        return bodyLength;
    }

    /** Tells whether the client lets the connection persist after the response (RFC 9112, section 9.3). */
    public boolean keepAlive() {
        if ((connectionOptions & Framing.CLOSE) != 0) {
            return false;
        }
        return version == HttpVersion.HTTP_1_1 || (connectionOptions & Framing.KEEP_ALIVE) != 0;
    }

    /** Tells whether the client waits for a 100 before it sends the body; false if there is no body to send. */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /** Tells whether the client offers to change the protocol (RFC 9110, section 7.8). */
    public boolean upgradeRequested() {
        return version == HttpVersion.HTTP_1_1 && (connectionOptions & Framing.UPGRADE) != 0
                && headers.contains(HeaderName.UPGRADE);
    }

    @Override
    public String toString() {
        return method + " " + target.text() + " " + version;
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.MutableHeaders;
import io.waitress.core.http.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Puts the parts of a response head into a buffer (RFC 9112, sections 2.1, 4 and 5). Immutable; safe from any thread.
 *
 * <p>Values come from {@link MutableHeaders} only, which lets no control character in; that, and not this class, is
 * what keeps one field from becoming two.
 */
final class ResponseEncoder {

    /** Fields that are the server's own (RFC 9110, section 7.6.1), and the length, which it computes or checks. */
    private static final long OWN_FIELDS = bits(HeaderName.CONNECTION, HeaderName.KEEP_ALIVE,
            HeaderName.PROXY_CONNECTION, HeaderName.TRANSFER_ENCODING, HeaderName.TRAILER, HeaderName.UPGRADE,
            HeaderName.CONTENT_LENGTH);

    /** Fields that cannot come after the content (RFC 9110, section 6.5.1). */
    private static final long NOT_IN_TRAILERS = OWN_FIELDS | bits(HeaderName.HOST, HeaderName.TE,
            HeaderName.CACHE_CONTROL, HeaderName.EXPECT, HeaderName.RANGE, HeaderName.AUTHORIZATION,
            HeaderName.PROXY_AUTHORIZATION, HeaderName.SET_COOKIE, HeaderName.CONTENT_ENCODING,
            HeaderName.CONTENT_TYPE, HeaderName.CONTENT_RANGE, HeaderName.DATE, HeaderName.LOCATION,
            HeaderName.VARY, HeaderName.WWW_AUTHENTICATE, HeaderName.PROXY_AUTHENTICATE, HeaderName.RETRY_AFTER);

    private static final byte[] CRLF = bytes("\r\n");
    private static final byte[] CHUNKED = bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CONNECTION_CLOSE = bytes("Connection: close\r\n");
    private static final byte[] CONNECTION_KEEP_ALIVE = bytes("Connection: keep-alive\r\n");
    private static final byte[] CONNECTION_UPGRADE = bytes("Connection: upgrade\r\n");
    private static final byte[] LAST_CHUNK = bytes("0\r\n");

    /** Enough for what this class adds to the application's fields by itself, the server's name excepted. */
    private static final int OWN_BYTES = 256;

    /** What a line has besides name and value. */
    private static final int FIELD_BYTES = 4;

    private final byte[] serverLine;
    private final DateHeader date;

    /**
     * @param ident the value of {@code Server}, empty for none
     */
    ResponseEncoder(String ident, DateHeader date) {
        this.serverLine = ident.isEmpty() ? new byte[0]
                : new MutableHeaders().add(HeaderName.SERVER, ident).toString().getBytes(StandardCharsets.ISO_8859_1);
        this.date = date;
    }

    /** Returns a number of bytes in which a final response's head fits for certain. */
    int headBound(Status status, MutableHeaders headers) {
        return OWN_BYTES + serverLine.length + status.statusLine().length + sizeBound(headers);
    }

    /** Returns a number of bytes in which the fields, and an empty line after them, fit for certain. */
    static int sizeBound(MutableHeaders headers) {
        int size = CRLF.length;
        for (int i = 0, count = headers.size(); i < count; i++) {
            size += headers.name(i).length() + headers.value(i).length() + FIELD_BYTES;
        }
        return size;
    }

    /** Starts a final response: status line, the application's fields, {@code Server} and {@code Date}. */
    void putHead(ByteBuffer target, Status status, MutableHeaders headers) {
        target.put(status.statusLine());
        putFields(target, headers, OWN_FIELDS);
        if (!headers.contains(HeaderName.SERVER)) {
            target.put(serverLine);
        }
        if (!headers.contains(HeaderName.DATE)) {
            target.put(date.line());
        }
    }

    /** Puts a whole interim response. */
    static void putInterim(ByteBuffer target, Status status, MutableHeaders headers) {
        target.put(status.statusLine());
        putFields(target, headers, OWN_FIELDS);
        putEnd(target);
    }

    /** Puts {@code Connection: upgrade} and the protocols that the application chose. */
    static void putUpgrade(ByteBuffer target, MutableHeaders headers) {
        target.put(CONNECTION_UPGRADE);
        putField(target, HeaderName.UPGRADE, HeaderName.UPGRADE.text(), headers.get(HeaderName.UPGRADE));
    }

    static void putLength(ByteBuffer target, long length) {
        target.put(HeaderName.CONTENT_LENGTH.lineStart());
        putDecimal(target, length);
        target.put(CRLF);
    }

    static void putChunked(ByteBuffer target) {
        target.put(CHUNKED);
    }

    static void putClose(ByteBuffer target) {
        target.put(CONNECTION_CLOSE);
    }

    static void putKeepAlive(ByteBuffer target) {
        target.put(CONNECTION_KEEP_ALIVE);
    }

    /** Puts the end of a line, of a chunk, or of a head after its last line. */
    static void putEnd(ByteBuffer target) {
        target.put(CRLF);
    }

    /** Puts the line before a chunk. */
    static void putChunkSize(ByteBuffer target, long size) {
        for (int shift = (63 - Long.numberOfLeadingZeros(size | 1)) / 4 * 4; shift >= 0; shift -= 4) {
            target.put((byte) Character.forDigit((int) (size >>> shift) & 15, 16));
        }
        target.put(CRLF);
    }

    /** Puts the last chunk and the trailers that may be sent as such. */
    static void putLastChunk(ByteBuffer target, MutableHeaders trailers) {
        target.put(LAST_CHUNK);
        putFields(target, trailers, NOT_IN_TRAILERS);
        target.put(CRLF);
    }

    private static void putFields(ByteBuffer target, MutableHeaders headers, long except) {
        for (int i = 0, count = headers.size(); i < count; i++) {
            HeaderName known = headers.known(i);
            if (known == null || (except & 1L << known.index()) == 0) {
                putField(target, known, headers.name(i), headers.value(i));
            }
        }
    }

    private static void putField(ByteBuffer target, HeaderName known, String name, String value) {
        if (known != null && known.text().equals(name)) {
            target.put(known.lineStart());
        } else {
            putText(target, name);
            target.put((byte) ':').put((byte) ' ');
        }
        putText(target, value);
        target.put(CRLF);
    }

    private static void putText(ByteBuffer target, String text) {
        for (int i = 0, length = text.length(); i < length; i++) {
            target.put((byte) text.charAt(i));
        }
    }

    private static void putDecimal(ByteBuffer target, long number) {
        long divisor = 1;
        while (number / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            target.put((byte) ('0' + number / divisor % 10));
        }
    }

    private static long bits(HeaderName... names) {
        long bits = 0;
        for (HeaderName name : names) {
            bits |= 1L << name.index();
        }
        return bits;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

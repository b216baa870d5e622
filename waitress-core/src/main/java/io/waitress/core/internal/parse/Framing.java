package io.waitress.core.internal.parse;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;
import java.util.Locale;

/** What the fields of a head say about its body and its connection (RFC 9112, sections 6, 7 and 9). */
final class Framing {

    /** The body length that stands for the chunked coding. */
    static final long CHUNKED = -1;

    /** Options of the {@code Connection} field, as bits. */
    static final int CLOSE = 1;
    static final int KEEP_ALIVE = 1 << 1;
    static final int UPGRADE = 1 << 2;

    private Framing() {
    }

    /**
     * Returns the length of the body: 0 if there is none, or {@link #CHUNKED}. Whatever two recipients could understand
     * differently is refused, even where RFC 9112, section 6.3, has a rule for repairing it.
     */
    static long bodyLength(HeaderTable headers, HttpVersion version, long maxBodyBytes) {
        int length = headers.first(HeaderName.CONTENT_LENGTH);
        int coding = headers.first(HeaderName.TRANSFER_ENCODING);
        if (coding >= 0) {
            if (length >= 0) {
                throw new HttpException(400, "The request has both a Transfer-Encoding and a Content-Length field");
            }
            if (version != HttpVersion.HTTP_1_1) {
                throw new HttpException(400, "The request has a Transfer-Encoding field, which HTTP/1.0 does not know");
            }
            requireChunked(headers, coding);
            return CHUNKED;
        }
        if (length < 0) {
            return 0;
        }
        if (headers.next(HeaderName.CONTENT_LENGTH, length + 1) >= 0) {
            throw new HttpException(400, "The request has more than one Content-Length field");
        }
        return contentLength(headers, length, maxBodyBytes);
    }

    private static long contentLength(HeaderTable headers, int field, long maxBodyBytes) {
        byte[] bytes = headers.bytes();
        int start = headers.valueStart(field);
        int end = headers.valueEnd(field, start);
        long length = start == end ? -1 : 0;
        boolean tooLarge = false;
        for (int at = start; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                length = -1;
                break;
            }
            tooLarge |= length > (Long.MAX_VALUE - digit) / 10;
            length = tooLarge ? 0 : length * 10 + digit;
        }
        if (length < 0) {
            throw new HttpException(400, "The Content-Length field is " + Excerpt.of(bytes, start, end)
                    + ", expected one number of bytes");
        }
        if (tooLarge || length > maxBodyBytes) {
            throw bodyTooLarge(maxBodyBytes);
        }
        return length;
    }

    static HttpException bodyTooLarge(long maxBodyBytes) {
        return new HttpException(413, "The request body is larger than " + maxBodyBytes + " bytes");
    }

    private static void requireChunked(HeaderTable headers, int field) {
        int start = headers.valueStart(field);
        int end = headers.valueEnd(field, start);
        boolean chunked = Ascii.equalsIgnoreCase("chunked", headers.bytes(), start, end);
        if (!chunked || headers.next(HeaderName.TRANSFER_ENCODING, field + 1) >= 0) {
            throw badCoding(headers, field, Excerpt.of(headers.bytes(), start, end));
        }
    }

    /** Decides between a coding that is malformed or ends in the wrong place, and one that is merely unknown. */
    private static HttpException badCoding(HeaderTable headers, int first, String excerpt) {
        StringBuilder list = new StringBuilder(headers.value(first));
        for (int i = first; (i = headers.next(HeaderName.TRANSFER_ENCODING, i + 1)) >= 0;) {
            list.append(',').append(headers.value(i));
        }
        String[] codings = list.toString().toLowerCase(Locale.ROOT).split(",", -1);
        for (int i = 0; i < codings.length; i++) {
            String coding = codings[i].split(";", 2)[0].trim();
            if (coding.isEmpty() || coding.equals("chunked") && (i < codings.length - 1 || codings.length == 1)) {
                return new HttpException(400, "The Transfer-Encoding field is " + excerpt
                        + ", expected \"chunked\" once");
            }
        }
        return new HttpException(501, "The Transfer-Encoding field is " + excerpt
                + ", this server knows \"chunked\" only");
    }

    /** Returns the bits of the known options in all {@code Connection} fields. */
    static int connectionOptions(HeaderTable headers) {
        int options = 0;
        int field = headers.first(HeaderName.CONNECTION);
        while (field >= 0) {
            int start = headers.valueStart(field);
            options |= connectionOptions(headers.bytes(), start, headers.valueEnd(field, start));
            field = headers.next(HeaderName.CONNECTION, field + 1);
        }
        return options;
    }

    private static int connectionOptions(byte[] bytes, int from, int to) {
        int options = 0;
        int at = from;
        while (at < to) {
            int end = at;
            while (end < to && TokenTable.token(bytes[end])) {
                end++;
            }
            options |= connectionOption(bytes, at, end);
            at = skipBlanks(bytes, end, to);
            if (at < to && bytes[at] != ',') {
                throw new HttpException(400, "The Connection field is " + Excerpt.of(bytes, from, to)
                        + ", expected a list of tokens");
            }
            at = skipBlanks(bytes, at + 1, to);
        }
        return options;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && TokenTable.blank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static int connectionOption(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 5 -> Ascii.equalsIgnoreCase("close", bytes, from, to) ? CLOSE : 0;
            case 7 -> Ascii.equalsIgnoreCase("upgrade", bytes, from, to) ? UPGRADE : 0;
            case 10 -> Ascii.equalsIgnoreCase("keep-alive", bytes, from, to) ? KEEP_ALIVE : 0;
            default -> 0;
        };
    }

    /**
     * Tells whether the client waits for a 100 (RFC 9110, section 10.1.1). HTTP/1.0 knows no expectations: the field is
     * ignored there.
     */
    static boolean expectsContinue(HeaderTable headers, HttpVersion version) {
        int field = headers.first(HeaderName.EXPECT);
        if (field < 0 || version != HttpVersion.HTTP_1_1) {
            return false;
        }
        for (; field >= 0; field = headers.next(HeaderName.EXPECT, field + 1)) {
            int start = headers.valueStart(field);
            int end = headers.valueEnd(field, start);
            if (!Ascii.equalsIgnoreCase("100-continue", headers.bytes(), start, end)) {
                throw new HttpException(417, "The Expect field is " + Excerpt.of(headers.bytes(), start, end)
                        + ", this server knows \"100-continue\" only");
            }
        }
        return true;
    }
}

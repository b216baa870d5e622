package io.waitress.core.internal.parse;

import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Scans a request line (RFC 9112, section 3), resumable at every byte, remembering offsets from its first byte.
 *
 * <pre>
 * METHOD ─SP→ TARGET ─SP→ VERSION ─CR→ LINE_FEED ─LF→ DONE
 *             │    ↑
 *            "?"  "?" is an ordinary character in a query
 *             ↓
 *             QUERY ─SP→ VERSION
 * </pre>
 *
 * Method and version are also kept as words of eight bytes while they pass, so that the common ones are told apart by
 * one comparison. Confined to the dispatcher role.
 */
final class RequestLine {

    /** Longer methods are refused with 501; the longest registered one has 17 characters. */
    static final int MAX_METHOD_LENGTH = 64;

    private static final int VERSION_LENGTH = 8;

    private static final String[] COMMON_METHODS =
            {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"};
    private static final long[] COMMON_WORDS = new long[COMMON_METHODS.length];
    private static final long VERSION_1_1 = word("HTTP/1.1");
    private static final long VERSION_1_0 = word("HTTP/1.0");

    static {
        for (int i = 0; i < COMMON_METHODS.length; i++) {
            COMMON_WORDS[i] = word(COMMON_METHODS[i]);
        }
    }

    private enum State { METHOD, TARGET, QUERY, VERSION, LINE_FEED, DONE }

    private State state = State.METHOD;
    private long methodWord;
    private int methodEnd;
    private int queryMark;
    private int hexDigitsOwed;
    private int targetEnd;
    private long versionWord;
    private int versionLength;
    private HttpVersion version;

    private static long word(String text) {
        long word = 0;
        for (int i = 0; i < text.length(); i++) {
            word = word << 8 | text.charAt(i);
        }
        return word;
    }

    /** Forgets everything, to scan the next line. */
    void reset() {
        state = State.METHOD;
        methodWord = 0;
        queryMark = -1;
        hexDigitsOwed = 0;
        versionWord = 0;
        versionLength = 0;
    }

    boolean done() {
        return state == State.DONE;
    }

    /**
     * Scans input from index {@code at} up to {@code to}.
     *
     * @param shift what turns an index of the input into an offset from the line's first byte
     * @return the index after the last byte scanned: {@code to}, or that after the line
     */
    int scan(ByteBuffer input, int at, int to, int shift) {
        int next = at;
        while (next < to && state != State.DONE) {
            next = switch (state) {
                case METHOD -> scanMethod(input, next, to, shift);
                case TARGET, QUERY -> scanTarget(input, next, to, shift);
                case VERSION -> scanVersion(input, next, to);
                case LINE_FEED -> endLine(input.get(next), next);
                case DONE -> next;
            };
        }
        return next;
    }

    private int scanMethod(ByteBuffer input, int from, int to, int shift) {
        long word = methodWord;
        int at = from;
        for (; at < to; at++) {
            int octet = input.get(at);
            if (!TokenTable.token(octet)) {
                return endMethod(octet, at, shift, word);
            }
            if (at + shift == MAX_METHOD_LENGTH) {
                throw new HttpException(501, "The method is longer than " + MAX_METHOD_LENGTH + " characters");
            }
            word = word << 8 | octet;
        }
        methodWord = word;
        return at;
    }

    private int endMethod(int octet, int at, int shift, long word) {
        if (octet != ' ' || at + shift == 0) {
            throw new HttpException(400, "The request line has byte " + Excerpt.of(octet) + " at offset "
                    + (at + shift) + ", expected a method and a space");
        }
        methodWord = word;
        methodEnd = at + shift;
        state = State.TARGET;
        return at + 1;
    }

    private int scanTarget(ByteBuffer input, int from, int to, int shift) {
        int at = from;
        while (at < to) {
            int octet = input.get(at);
            if (hexDigitsOwed > 0) {
                if (!TokenTable.hex(octet)) {
                    throw badTarget(octet, at + shift, "a hexadecimal digit of a percent-encoded byte");
                }
                hexDigitsOwed--;
            } else if (!(state == State.TARGET ? TokenTable.path(octet) : TokenTable.query(octet))) {
                if (octet == ' ') {
                    return endTarget(at, shift);
                }
                endPart(octet, at + shift);
            }
            at++;
        }
        return at;
    }

    private void endPart(int octet, int offset) {
        switch (octet) {
            case '%' -> hexDigitsOwed = 2;
            case '?' -> {
                queryMark = offset;
                state = State.QUERY;
            }
            case '\r', '\n' -> throw new HttpException(400, "The request line ends at offset " + offset
                    + " without an HTTP version");
            default -> throw badTarget(octet, offset,
                    "a character that a path or query may contain unencoded");
        }
    }

    private static HttpException badTarget(int octet, int offset, String expected) {
        return new HttpException(400, "The request target has byte " + Excerpt.of(octet) + " at offset " + offset
                + ", expected " + expected);
    }

    private int endTarget(int at, int shift) {
        if (at + shift == methodEnd + 1) {
            throw new HttpException(400, "The request line has more than one space after the method");
        }
        targetEnd = at + shift;
        state = State.VERSION;
        return at + 1;
    }

    private int scanVersion(ByteBuffer input, int from, int to) {
        int at = from;
        while (at < to) {
            int octet = input.get(at++);
            if (octet == '\r') {
                version = version();
                state = State.LINE_FEED;
                return at;
            }
            if (octet == '\n') {
                throw badEnd("LF without CR");
            }
            versionWord = versionWord << 8 | octet & 0xFF;
            if (versionLength++ == VERSION_LENGTH) {
                throw new HttpException(400, "The request line has more than the HTTP version after the target");
            }
        }
        return at;
    }

    private HttpVersion version() {
        if (versionWord == VERSION_1_1) {
            return HttpVersion.HTTP_1_1;
        }
        if (versionWord == VERSION_1_0) {
            return HttpVersion.HTTP_1_0;
        }
        int major = (int) (versionWord >>> 16 & 0xFF);
        int minor = (int) (versionWord & 0xFF);
        boolean wellFormed = versionLength == VERSION_LENGTH && versionWord >>> 24 == VERSION_1_1 >>> 24
                && (versionWord >>> 8 & 0xFF) == '.' && TokenTable.digit(major) && TokenTable.digit(minor);
        if (!wellFormed) {
            byte[] text = new byte[versionLength];
            for (int i = 0; i < versionLength; i++) {
                text[i] = (byte) (versionWord >>> 8 * (versionLength - 1 - i));
            }
            throw new HttpException(400, "The HTTP version is " + Excerpt.of(text, 0, versionLength)
                    + ", expected \"HTTP/1.1\"");
        }
        if (major != '1') {
            throw new HttpException(505, "The request is HTTP/" + (char) major + "." + (char) minor
                    + ", this server speaks HTTP/1.1");
        }
        // A higher minor version is a superset (RFC 9110, section 2.5).
        return HttpVersion.HTTP_1_1;
    }

    private int endLine(int octet, int at) {
        if (octet != '\n') {
            throw badEnd("CR without LF");
        }
        state = State.DONE;
        return at + 1;
    }

    private static HttpException badEnd(String which) {
        return new HttpException(400, "The request line ends in " + which + ", expected CR LF");
    }

    /** Returns the method; the common ones without allocation. */
    String method(byte[] head) {
        // The word of a longer method is its last eight characters; no common method has as many.
        for (int i = 0; i < COMMON_WORDS.length; i++) {
            if (methodWord == COMMON_WORDS[i]) {
                return COMMON_METHODS[i];
            }
        }
        return new String(head, 0, methodEnd, StandardCharsets.ISO_8859_1);
    }

    int targetStart() {
        return methodEnd + 1;
    }

    int targetEnd() {
        return targetEnd;
    }

    /** Returns the offset of the first question mark of the target, or -1. */
    int queryMark() {
        return queryMark;
    }

    HttpVersion httpVersion() {
        return version;
    }
}

package io.waitress.core.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A well-known field name with its bytes, found without allocation whatever its case (RFC 9110, section 5.1). There are
 * at most 64, so that a set of them fits the bits of a {@code long}.
 *
 * <p>The names of proxy headers are found under spellings with underscores too ({@code X_Forwarded_For}): some
 * applications fold both to the same variable, so a client could otherwise slip one past the proxy.
 */
public enum HeaderName {

    /** {@code Accept}. */
    ACCEPT("Accept"),

    /** {@code Accept-Charset}. */
    ACCEPT_CHARSET("Accept-Charset"),

    /** {@code Accept-Encoding}. */
    ACCEPT_ENCODING("Accept-Encoding"),

    /** {@code Accept-Language}. */
    ACCEPT_LANGUAGE("Accept-Language"),

    /** {@code Accept-Ranges}. */
    ACCEPT_RANGES("Accept-Ranges"),

    /** {@code Age}. */
    AGE("Age"),

    /** {@code Allow}. */
    ALLOW("Allow"),

    /** {@code Authorization}. */
    AUTHORIZATION("Authorization"),

    /** {@code Cache-Control}. */
    CACHE_CONTROL("Cache-Control"),

    /** {@code Connection}. */
    CONNECTION("Connection"),

    /** {@code Content-Disposition}. */
    CONTENT_DISPOSITION("Content-Disposition"),

    /** {@code Content-Encoding}. */
    CONTENT_ENCODING("Content-Encoding"),

    /** {@code Content-Language}. */
    CONTENT_LANGUAGE("Content-Language"),

    /** {@code Content-Length}. */
    CONTENT_LENGTH("Content-Length"),

    /** {@code Content-Location}. */
    CONTENT_LOCATION("Content-Location"),

    /** {@code Content-Range}. */
    CONTENT_RANGE("Content-Range"),

    /** {@code Content-Security-Policy}. */
    CONTENT_SECURITY_POLICY("Content-Security-Policy"),

    /** {@code Content-Type}. */
    CONTENT_TYPE("Content-Type"),

    /** {@code Cookie}. */
    COOKIE("Cookie"),

    /** {@code Date}. */
    DATE("Date"),

    /** {@code ETag}. */
    ETAG("ETag"),

    /** {@code Expect}. */
    EXPECT("Expect"),

    /** {@code Expires}. */
    EXPIRES("Expires"),

    /** {@code Forwarded}. */
    FORWARDED("Forwarded"),

    /** {@code Host}. */
    HOST("Host"),

    /** {@code If-Match}. */
    IF_MATCH("If-Match"),

    /** {@code If-Modified-Since}. */
    IF_MODIFIED_SINCE("If-Modified-Since"),

    /** {@code If-None-Match}. */
    IF_NONE_MATCH("If-None-Match"),

    /** {@code If-Range}. */
    IF_RANGE("If-Range"),

    /** {@code If-Unmodified-Since}. */
    IF_UNMODIFIED_SINCE("If-Unmodified-Since"),

    /** {@code Keep-Alive}. */
    KEEP_ALIVE("Keep-Alive"),

    /** {@code Last-Modified}. */
    LAST_MODIFIED("Last-Modified"),

    /** {@code Link}. */
    LINK("Link"),

    /** {@code Location}. */
    LOCATION("Location"),

    /** {@code Origin}. */
    ORIGIN("Origin"),

    /** {@code Pragma}. */
    PRAGMA("Pragma"),

    /** {@code Proxy-Authenticate}. */
    PROXY_AUTHENTICATE("Proxy-Authenticate"),

    /** {@code Proxy-Authorization}. */
    PROXY_AUTHORIZATION("Proxy-Authorization"),

    /** {@code Proxy-Connection}. */
    PROXY_CONNECTION("Proxy-Connection"),

    /** {@code Range}. */
    RANGE("Range"),

    /** {@code Referer}. */
    REFERER("Referer"),

    /** {@code Retry-After}. */
    RETRY_AFTER("Retry-After"),

    /** {@code Sec-Fetch-Dest}. */
    SEC_FETCH_DEST("Sec-Fetch-Dest"),

    /** {@code Sec-Fetch-Mode}. */
    SEC_FETCH_MODE("Sec-Fetch-Mode"),

    /** {@code Sec-Fetch-Site}. */
    SEC_FETCH_SITE("Sec-Fetch-Site"),

    /** {@code Server}. */
    SERVER("Server"),

    /** {@code Set-Cookie}. */
    SET_COOKIE("Set-Cookie"),

    /** {@code Strict-Transport-Security}. */
    STRICT_TRANSPORT_SECURITY("Strict-Transport-Security"),

    /** {@code TE}. */
    TE("TE"),

    /** {@code Trailer}. */
    TRAILER("Trailer"),

    /** {@code Transfer-Encoding}. */
    TRANSFER_ENCODING("Transfer-Encoding"),

    /** {@code Upgrade}. */
    UPGRADE("Upgrade"),

    /** {@code Upgrade-Insecure-Requests}. */
    UPGRADE_INSECURE_REQUESTS("Upgrade-Insecure-Requests"),

    /** {@code User-Agent}. */
    USER_AGENT("User-Agent"),

    /** {@code Vary}. */
    VARY("Vary"),

    /** {@code Via}. */
    VIA("Via"),

    /** {@code WWW-Authenticate}. */
    WWW_AUTHENTICATE("WWW-Authenticate"),

    /** {@code X-Forwarded-By}. */
    X_FORWARDED_BY("X-Forwarded-By"),

    /** {@code X-Forwarded-For}. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** {@code X-Forwarded-Host}. */
    X_FORWARDED_HOST("X-Forwarded-Host"),

    /** {@code X-Forwarded-Port}. */
    X_FORWARDED_PORT("X-Forwarded-Port"),

    /** {@code X-Forwarded-Proto}. */
    X_FORWARDED_PROTO("X-Forwarded-Proto"),

    /** {@code X-Frame-Options}. */
    X_FRAME_OPTIONS("X-Frame-Options"),

    /** {@code X-Requested-With}. */
    X_REQUESTED_WITH("X-Requested-With");

    private static final int SLOTS = 256;

    /** Open addressing. */
    private static final HeaderName[] TABLE = new HeaderName[SLOTS];

    private static final HeaderName[] BY_INDEX = values();

    /** Lower case, and a hyphen for the underscore. */
    private static final byte[] FOLD = new byte[256];

    static {
        for (int i = 0; i < FOLD.length; i++) {
            FOLD[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i == '_' ? '-' : i);
        }
        for (HeaderName name : BY_INDEX) {
            int slot = slot(name.text);
            while (TABLE[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            TABLE[slot] = name;
        }
    }

    private final String text;
    private final String lowerCase;
    private final byte[] lowerCaseBytes;
    private final byte[] lineStart;
    private final boolean underscoresCount;

    HeaderName(String text) {
        this.text = text;
        this.lowerCase = text.toLowerCase(Locale.ROOT);
        this.lowerCaseBytes = lowerCase.getBytes(StandardCharsets.US_ASCII);
        this.lineStart = (text + ": ").getBytes(StandardCharsets.US_ASCII);
        this.underscoresCount = text.startsWith("X-Forwarded-");
    }

    /**
     * Finds a well-known name.
     *
     * @param name the name in any case
     * @return the well-known name, or null if it is not one
     */
    public static HeaderName of(String name) {
        if (name.isEmpty()) {
            return null;
        }
        int slot = slot(name);
        for (HeaderName known = TABLE[slot]; known != null; known = TABLE[slot]) {
            if (known.matches(name)) {
                return known;
            }
            slot = (slot + 1) % SLOTS;
        }
        return null;
    }

    /**
     * Finds a well-known name by its bytes, without allocating.
     *
     * @param source holds the name in any case
     * @param offset the index of its first byte
     * @param length the number of its bytes
     * @return the well-known name, or null if it is not one
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public static HeaderName of(byte[] source, int offset, int length) {
        if (length == 0) {
            return null;
        }
        int slot = slot(source[offset], source[offset + length / 2], source[offset + length - 1], length);
        for (HeaderName known = TABLE[slot]; known != null; known = TABLE[slot]) {
            if (known.matches(source, offset, length)) {
                return known;
            }
            slot = (slot + 1) % SLOTS;
        }
        return null;
    }

    /**
     * Returns the name with an index.
     *
     * @param index from 0 to 63
     * @return the name whose {@link #index()} that is
     */
    public static HeaderName at(int index) {
        return BY_INDEX[index];
    }

    /**
     * Returns the name as it is usually spelled, for example {@code Content-Length}.
     *
     * @return the name
     */
    public String text() {
        return text;
    }

    /**
     * Returns the name in lower case, for example {@code content-length}.
     *
     * @return the name
     */
    public String lowerCase() {
        return lowerCase;
    }

    /**
     * Returns the number of this name; the numbers have no gaps.
     *
     * @return from 0 to 63
     */
    public int index() {
        return ordinal();
    }

    /**
     * Returns the bytes that start a field line: the name, a colon and a space.
     *
     * @return a shared array, which must not be modified
     */
    public byte[] lineStart() {
        return lineStart;
    }

    @Override
    public String toString() {
        return text;
    }

    private boolean matches(String name) {
        int length = lowerCaseBytes.length;
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= 128 || !matches(lowerCaseBytes[i], c)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(byte[] source, int offset, int length) {
        byte[] expected = lowerCaseBytes;
        if (expected.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!matches(expected[i], source[offset + i])) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(byte expected, int actual) {
        return FOLD[actual & 0xff] == expected && (actual != '_' || underscoresCount);
    }

    private static int slot(String name) {
        int length = name.length();
        return slot(name.charAt(0), name.charAt(length / 2), name.charAt(length - 1), length);
    }

    /** Spreads the names over the table so that nearly all are found in their first slot. */
    private static int slot(int first, int middle, int last, int length) {
        return FOLD[first & 0xff] * 5 + FOLD[last & 0xff] * 73 + FOLD[middle & 0xff] * 9 + length * 7 & SLOTS - 1;
    }
}

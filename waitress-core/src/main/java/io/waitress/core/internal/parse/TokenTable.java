package io.waitress.core.internal.parse;

/**
 * Character classes of HTTP and URI grammar, one table look-up per byte. Bytes may be passed signed.
 *
 * <p>The classes of the request target are those of RFC 3986, plus what the URL standard lets browsers send unencoded:
 * {@code [ ] |} in the path and {@code [ ] | \ ^ ` { }} in the query. Refusing those breaks links that work everywhere
 * else; none of them can end the target or separate a path. Everything beyond ({@code " < >}, a {@code #}, a backslash
 * in the path, controls, bytes above 0x7E) is encoded by every browser and is refused.
 */
final class TokenTable {

    private static final int TOKEN = 1;
    private static final int PATH = 1 << 1;
    private static final int QUERY = 1 << 2;
    private static final int HEX = 1 << 3;
    private static final int REG_NAME = 1 << 4;
    private static final int QUOTED = 1 << 5;

    private static final byte[] CLASSES = new byte[256];

    static {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        String digits = "0123456789";
        String unreserved = letters + digits + "-._~";
        String subDelimiters = "!$&'()*+,;=";
        mark(TOKEN, letters + digits + "!#$%&'*+-.^_`|~");
        mark(HEX, digits + "ABCDEFabcdef");
        mark(REG_NAME, unreserved + subDelimiters);
        mark(PATH, unreserved + subDelimiters + ":@/[]|");
        mark(QUERY, unreserved + subDelimiters + ":@/[]|?\\^`{}");
        for (int octet = ' '; octet <= 0xFF; octet++) {
            if (octet != 0x7F && octet != '"' && octet != '\\') {
                CLASSES[octet] |= QUOTED;
            }
        }
        mark(QUOTED, "\t");
    }

    private TokenTable() {
    }

    private static void mark(int type, String characters) {
        for (int i = 0; i < characters.length(); i++) {
            CLASSES[characters.charAt(i)] |= (byte) type;
        }
    }

    /** A character of a token (RFC 9110, section 5.6.2). */
    static boolean token(int octet) {
        return (CLASSES[octet & 0xFF] & TOKEN) != 0;
    }

    /** A character of a path, other than the percent sign. */
    static boolean path(int octet) {
        return (CLASSES[octet & 0xFF] & PATH) != 0;
    }

    /** A character of a query, other than the percent sign. */
    static boolean query(int octet) {
        return (CLASSES[octet & 0xFF] & QUERY) != 0;
    }

    static boolean hex(int octet) {
        return (CLASSES[octet & 0xFF] & HEX) != 0;
    }

    static boolean digit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    /** A character of a registered name, other than the percent sign (RFC 3986, section 3.2.2). */
    static boolean regName(int octet) {
        return (CLASSES[octet & 0xFF] & REG_NAME) != 0;
    }

    /** A character within a quoted string that needs no backslash (RFC 9110, section 5.6.4). */
    static boolean quoted(int octet) {
        return (CLASSES[octet & 0xFF] & QUOTED) != 0;
    }

    /** A character of a field value: anything but controls, with the tab allowed (RFC 9110, section 5.5). */
    static boolean value(int octet) {
        int unsigned = octet & 0xFF;
        return unsigned >= ' ' && unsigned != 0x7F || unsigned == '\t';
    }

    static boolean blank(int octet) {
        return octet == ' ' || octet == '\t';
    }
}

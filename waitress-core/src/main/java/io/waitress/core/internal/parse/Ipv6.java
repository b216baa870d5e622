package io.waitress.core.internal.parse;

/** The grammar of an IPv6 address without brackets or zone (RFC 3986, section 3.2.2; RFC 4291, section 2.2). */
final class Ipv6 {

    private static final int GROUPS = 8;

    private Ipv6() {
    }

    static boolean matches(byte[] bytes, int from, int to) {
        int groups = 0;
        boolean elided = startsWithElision(bytes, from, to);
        int at = elided ? from + 2 : from;
        while (at < to) {
            int end = groupEnd(bytes, at, to);
            if (end < to && bytes[end] == '.') {
                return ipv4(bytes, at, to) && complete(groups + 2, elided);
            }
            if (end == at || end - at > 4) {
                return false;
            }
            groups++;
            if (end == to) {
                break;
            }
            if (bytes[end] != ':' || end + 1 == to) {
                return false;
            }
            if (startsWithElision(bytes, end, to)) {
                if (elided) {
                    return false;
                }
                elided = true;
                end++;
            }
            at = end + 1;
        }
        return complete(groups, elided);
    }

    private static boolean startsWithElision(byte[] bytes, int from, int to) {
        return to - from >= 2 && bytes[from] == ':' && bytes[from + 1] == ':';
    }

    private static boolean complete(int groups, boolean elided) {
        return elided ? groups < GROUPS : groups == GROUPS;
    }

    private static int groupEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && TokenTable.hex(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean ipv4(byte[] bytes, int from, int to) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            int end = Ascii.find('.', bytes, at, to);
            if (!decimalOctet(bytes, at, end) || (end == to) != (part == 3)) {
                return false;
            }
            at = end + 1;
        }
        return true;
    }

    private static boolean decimalOctet(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 3 || length > 1 && bytes[from] == '0') {
            return false;
        }
        int value = 0;
        for (int at = from; at < to; at++) {
            if (!TokenTable.digit(bytes[at])) {
                return false;
            }
            value = value * 10 + bytes[at] - '0';
        }
        return value <= 255;
    }
}

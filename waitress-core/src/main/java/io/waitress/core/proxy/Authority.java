package io.waitress.core.proxy;

import io.waitress.core.settings.AddressRange;

/**
 * A host with its port, as in a {@code Host} field (RFC 9110, section 7.2).
 *
 * @param host a name or address; IPv6 with brackets
 * @param port 0 to 65535, or -1 if none is named
 */
record Authority(String host, int port) {

    /**
     * Reads {@code host}, {@code host:port}, {@code [ipv6]} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException if the text has none of these forms
     */
    static Authority parse(String text) {
        int colon = text.indexOf(':', text.startsWith("[") ? text.indexOf(']') + 1 : 0);
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean valid = host.startsWith("[")
                ? host.endsWith("]") && host.indexOf(':') > 0
                        && AddressRange.literal(host.substring(1, host.length() - 1)) != null
                : !host.isEmpty() && host.chars().allMatch(Authority::mayOccurInName);
        if (!valid) {
            throw new IllegalArgumentException("invalid host");
        }
        return new Authority(host, colon < 0 ? -1 : port(text.substring(colon + 1)));
    }

    /**
     * Reads a port.
     *
     * @throws IllegalArgumentException if the text is not a decimal number from 0 to 65535
     */
    static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(digits) > 65535) {
            throw new IllegalArgumentException("invalid port");
        }
        return Integer.parseInt(digits);
    }

    /** The characters of a reg-name (RFC 3986, section 3.2.2). */
    private static boolean mayOccurInName(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || "-._~%!$&'()*+,;=".indexOf(c) >= 0;
    }
}

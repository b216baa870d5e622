package io.waitress.core.internal.parse;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;

/**
 * The grammar {@code host [":" port]} of the {@code Host} field and of request targets (RFC 3986, section 3.2; without
 * user information, which RFC 9110, section 4.2.4, rules out).
 */
final class Authority {

    private static final int MAX_PORT = 65_535;

    private Authority() {
    }

    /**
     * Checks the presence and number of {@code Host} fields (RFC 9112, section 3.2).
     *
     * @return the index of the field, or -1 if it is missing where that is allowed
     */
    static int hostField(HeaderTable headers, HttpVersion version) {
        int index = headers.first(HeaderName.HOST);
        if (index < 0) {
            if (version == HttpVersion.HTTP_1_1) {
                throw new HttpException(400, "The request has no Host field, HTTP/1.1 needs exactly one");
            }
        } else if (headers.next(HeaderName.HOST, index + 1) >= 0) {
            throw new HttpException(400, "The request has more than one Host field");
        }
        return index;
    }

    /**
     * Checks a host.
     *
     * @param where what error messages call the place of the authority
     * @return the offset after the host: that of the colon, or {@code to}
     */
    static int hostEnd(byte[] bytes, int from, int to, String where) {
        int end;
        if (from < to && bytes[from] == '[') {
            int bracket = Ascii.find(']', bytes, from, to);
            end = bracket < to && Ipv6.matches(bytes, from + 1, bracket) ? bracket + 1 : from;
        } else {
            end = regNameEnd(bytes, from, to);
        }
        if (end == from || end < to && bytes[end] != ':') {
            throw bad(bytes, from, to, where);
        }
        return end;
    }

    private static int regNameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (TokenTable.regName(bytes[at])) {
                at++;
            } else if (bytes[at] == '%' && to - at > 2 && TokenTable.hex(bytes[at + 1])
                    && TokenTable.hex(bytes[at + 2])) {
                at += 3;
            } else {
                break;
            }
        }
        return at;
    }

    /**
     * Checks the port.
     *
     * @param from offset of the authority, for error messages
     * @param hostEnd what {@link #hostEnd} returned
     * @return the port, or -1 if there is none
     */
    static int port(byte[] bytes, int from, int hostEnd, int to, String where) {
        int port = -1;
        for (int at = hostEnd + 1; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw bad(bytes, from, to, where);
            }
            port = Math.max(port, 0) * 10 + digit;
            if (port > MAX_PORT) {
                throw bad(bytes, from, to, where);
            }
        }
        return port;
    }

    private static HttpException bad(byte[] bytes, int from, int to, String where) {
        return new HttpException(400, "The " + where + " is " + Excerpt.of(bytes, from, to)
                + ", expected a host name or address with an optional port up to " + MAX_PORT);
    }
}

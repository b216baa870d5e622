package io.waitress.core.internal.http1;

import io.waitress.core.http.Headers;
import io.waitress.core.internal.parse.ParsedHead;
import io.waitress.core.settings.AddressRange;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Gives every request a name: that of a trusted proxy, or its own. Immutable; safe from any thread. */
final class RequestIds {

    static final int LONGEST = 128;

    private final String field;
    private final List<AddressRange> trusted;

    /**
     * @param field the header field that has the name
     * @param trusted whose names are taken over
     */
    RequestIds(String field, List<AddressRange> trusted) {
        this.field = field;
        this.trusted = trusted;
    }

    /** Returns the header field that has the name, in requests of proxies and in all responses. */
    String field() {
        return field;
    }

    /**
     * Returns the name of a request.
     *
     * @param request null if it cannot be understood
     * @param peer the other end of the connection
     */
    String nameOf(ParsedHead request, SocketAddress peer) {
        if (request != null && !trusted.isEmpty()) {
            List<String> given = request.headers().all(field);
            if (given.size() == 1 && valid(given.get(0)) && trusts(peer)) {
                return given.get(0);
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /**
     * Returns the trace that a request belongs to, or null if it does not tell (W3C Trace Context, section 3.2).
     */
    static String trace(Headers request) {
        List<String> given = request.all("traceparent");
        return given.size() == 1 ? TraceParent.traceId(given.get(0)) : null;
    }

    private boolean trusts(SocketAddress peer) {
        for (AddressRange range : trusted) {
            if (range.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether there are visible characters of ASCII and nothing else, so that it can go anywhere. */
    static boolean valid(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST;
    }
}

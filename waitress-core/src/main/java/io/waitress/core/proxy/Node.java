package io.waitress.core.proxy;

import io.waitress.core.settings.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/** The parties that {@code Forwarded} and {@code X-Forwarded-For} name (RFC 7239, section 6). */
final class Node {

    private static final Pattern OBFUSCATED = Pattern.compile("_[A-Za-z0-9._-]+");

    private Node() {
    }

    /**
     * Reads an IPv4 or IPv6 address, {@code unknown} or an obfuscated identifier, each with a port or without. An IPv6
     * address without a port may lack its brackets, as it does in {@code X-Forwarded-For}.
     *
     * @return the address, unresolved if it is no IP address; port 0 if there is none or it is obfuscated
     * @throws IllegalArgumentException if the text names no party
     */
    static InetSocketAddress parse(String text) {
        boolean bracketed = text.startsWith("[");
        int colon = bracketed ? text.indexOf("]:") + 1 : text.indexOf(':');
        boolean bareIpv6 = !bracketed && colon >= 0 && text.indexOf(':', colon + 1) > 0;
        boolean hasPort = colon > 0 && !bareIpv6;
        String name = hasPort ? text.substring(0, colon) : text;
        int port = hasPort ? port(text.substring(colon + 1)) : 0;
        if (name.equalsIgnoreCase("unknown") || OBFUSCATED.matcher(name).matches()) {
            return InetSocketAddress.createUnresolved(name, port);
        }
        boolean closed = bracketed && name.endsWith("]") && name.indexOf(':') > 0;
        InetAddress address = bracketed && !closed ? null
                : AddressRange.literal(bracketed ? name.substring(1, name.length() - 1) : name);
        if (address == null) {
            throw new IllegalArgumentException("invalid address");
        }
        return new InetSocketAddress(address, port);
    }

    private static int port(String text) {
        return OBFUSCATED.matcher(text).matches() ? 0 : Authority.port(text);
    }
}

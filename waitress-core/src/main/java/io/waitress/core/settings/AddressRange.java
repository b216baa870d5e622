package io.waitress.core.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A set of peers: one address, a range of addresses, the peers of Unix domain sockets, or everybody. Immutable. */
public final class AddressRange {

    private enum Kind { EVERYBODY, UNIX, ADDRESSES }

    private final Kind kind;
    private final String text;
    private final byte[] network;
    private final int prefixLength;

    private AddressRange(Kind kind, String text, byte[] network, int prefixLength) {
        this.kind = kind;
        this.text = text;
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /**
     * Reads a set of peers: an address ({@code 192.0.2.1}, {@code 2001:db8::1}), a range in CIDR notation
     * ({@code 10.0.0.0/8}, {@code fd00::/8}), {@code localhost} for the peers of Unix domain sockets, which have no
     * address (peers on the loopback interface are not meant: say {@code 127.0.0.1} or {@code ::1}), or {@code *} for
     * everybody. Names are not resolved.
     *
     * @param text the set
     * @return the set
     * @throws IllegalArgumentException if the text has none of these forms, or a range has bits set beyond its prefix
     */
    public static AddressRange parse(String text) {
        if (text.equals("*")) {
            return new AddressRange(Kind.EVERYBODY, text, null, 0);
        }
        if (text.equalsIgnoreCase("localhost")) {
            return new AddressRange(Kind.UNIX, text, null, 0);
        }
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException('"' + text
                    + "\": expected an IP address, a range such as 10.0.0.0/8, * or localhost (Unix domain sockets)");
        }
        byte[] network = address.getAddress();
        int bits = network.length * 8;
        int prefixLength = slash < 0 ? bits : prefixLength(text, slash, bits);
        for (int bit = prefixLength; bit < bits; bit++) {
            if ((network[bit / 8] & 0x80 >> bit % 8) != 0) {
                throw new IllegalArgumentException(
                        '"' + text + "\": has bits set beyond the first " + prefixLength + ", which make the range");
            }
        }
        return new AddressRange(Kind.ADDRESSES, text, network, prefixLength);
    }

    private static int prefixLength(String text, int slash, int bits) {
        String digits = text.substring(slash + 1);
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(digits) > bits) {
            throw new IllegalArgumentException('"' + text + "\": expected 0 to " + bits + " after the slash");
        }
        return Integer.parseInt(digits);
    }

    /**
     * Reads an IP address in its textual form, without ever asking a name service.
     *
     * @param text four decimal numbers with dots, or an IPv6 address without brackets
     * @return the address, or null if the text is not one
     */
    public static InetAddress literal(String text) {
        try {
            if (text.indexOf(':') >= 0) {
                // Brackets keep the JDK from taking the text for a name.
                boolean plain = text.chars().allMatch(c -> "0123456789abcdefABCDEF:.".indexOf(c) >= 0);
                return plain ? InetAddress.getByName("[" + text + "]") : null;
            }
            byte[] address = ipv4(text);
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException ignored) {
            return null; // not an address, which is what null says
        }
    }

    private static byte[] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            // A leading zero means octal to some, so it is refused.
            if (part.isEmpty() || part.length() > 3 || part.length() > 1 && part.charAt(0) == '0'
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(part) > 255) {
                return null;
            }
            address[i] = (byte) Integer.parseInt(part);
        }
        return address;
    }

    /**
     * Tells whether a peer belongs to this set. Does not allocate.
     *
     * @param peer the address of the other end of a connection
     * @return true if it does
     */
    public boolean contains(SocketAddress peer) {
        return switch (kind) {
            case EVERYBODY -> true;
            case UNIX -> peer instanceof UnixDomainSocketAddress;
            case ADDRESSES -> peer instanceof InetSocketAddress inet && !inet.isUnresolved()
                    && contains(inet.getAddress());
        };
    }

    private boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        int whole = prefixLength / 8;
        int rest = prefixLength % 8;
        return Arrays.equals(bytes, 0, whole, network, 0, whole)
                && (rest == 0 || ((bytes[whole] ^ network[whole]) & 0xff00 >> rest & 0xff) == 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && kind == range.kind && prefixLength == range.prefixLength
                && Arrays.equals(network, range.network);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) + prefixLength;
    }

    /** Returns the set in the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return text;
    }
}

package io.waitress.core.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where a server listens. Only the syntax is checked here; names are resolved when the server starts, so that building
 * settings never waits for a name service.
 */
public sealed interface ListenAddress {

    /** The port of an address that names none. */
    int DEFAULT_PORT = 8080;

    /** How an address begins that is never encrypted. */
    String HTTP = "http://";

    /** How an address begins that is always encrypted. */
    String HTTPS = "https://";

    /** Whether what travels over the connections of an address is encrypted. */
    enum Security {
        /** Encrypted if the server has a certificate. */
        DEFAULT,
        /** As it is, also if the server has a certificate. */
        PLAIN,
        /** Encrypted; the server must have a certificate. */
        TLS
    }

    /**
     * A TCP port.
     *
     * @param host a name, an address (IPv6 without brackets), or {@code *} for all addresses of this machine
     * @param port 0 to 65535; 0 lets the system choose
     * @param security whether connections are encrypted
     */
    record Tcp(String host, int port, Security security) implements ListenAddress {

        /**
         * Checks the parts.
         *
         * @param host a name, an address (IPv6 without brackets), or {@code *}
         * @param port 0 to 65535
         * @param security whether connections are encrypted
         * @throws IllegalArgumentException if the host is empty or has a character that no host has, or the port is
         *     out of range
         */
        public Tcp {
            if (host.isEmpty() || !mayBeHost(host)) {
                throw new IllegalArgumentException('"' + host + "\": expected a host name, an IP address or *");
            }
            if (host.indexOf(':') >= 0 && AddressRange.literal(host) == null) {
                throw new IllegalArgumentException('"' + host + "\": not an IPv6 address");
            }
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port " + port + ": expected 0 to 65535");
            }
        }

        /**
         * Makes an address that is encrypted if the server has a certificate.
         *
         * @param host a name, an address (IPv6 without brackets), or {@code *}
         * @param port 0 to 65535
         */
        public Tcp(String host, int port) {
            this(host, port, Security.DEFAULT);
        }

        private static boolean mayBeHost(String host) {
            for (int i = 0; i < host.length(); i++) {
                char c = host.charAt(i);
                if (!Character.isLetterOrDigit(c) && "*.-_:%".indexOf(c) < 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public List<SocketAddress> resolve(boolean ipv4, boolean ipv6) throws UnknownHostException {
            if (host.equals("*")) {
                // The IPv6 wildcard takes IPv4 connections too.
                return List.of(new InetSocketAddress(InetAddress.getByName(ipv6 ? "::" : "0.0.0.0"), port));
            }
            Set<SocketAddress> addresses = new LinkedHashSet<>();
            for (InetAddress address : lookUp()) {
                if (address instanceof Inet4Address ? ipv4 : ipv6) {
                    addresses.add(new InetSocketAddress(address, port));
                }
            }
            if (addresses.isEmpty()) {
                throw new UnknownHostException(
                        this + ": has no " + (ipv4 ? "IPv4" : "IPv6") + " address, and the other kind is disabled");
            }
            return new ArrayList<>(addresses);
        }

        private InetAddress[] lookUp() throws UnknownHostException {
            try {
                return InetAddress.getAllByName(host);
            } catch (UnknownHostException e) {
                UnknownHostException named = new UnknownHostException(
                        this + ": no host of that name is known; an address to listen on is HOST:PORT or *:PORT");
                named.initCause(e);
                throw named;
            }
        }

        /** Returns the address in the form that {@link ListenAddress#parse} reads. */
        @Override
        public String toString() {
            String scheme = switch (security) {
                case DEFAULT -> "";
                case PLAIN -> HTTP;
                case TLS -> HTTPS;
            };
            return scheme + (host.indexOf(':') >= 0 ? "[" + host + "]:" : host + ":") + port;
        }
    }

    /**
     * A Unix domain socket.
     *
     * @param path where the socket file is made
     */
    record Unix(Path path) implements ListenAddress {

        /**
         * Checks the path.
         *
         * @param path where the socket file is made
         * @throws IllegalArgumentException if the path is empty
         */
        public Unix {
            if (path.toString().isEmpty()) {
                throw new IllegalArgumentException("unix: expected a path");
            }
        }

        @Override
        public List<SocketAddress> resolve(boolean ipv4, boolean ipv6) {
            return List.of(UnixDomainSocketAddress.of(path));
        }

        /** Returns the address in the form that {@link ListenAddress#parse} reads. */
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Finds the socket addresses to bind, which for a name may mean asking a name service. {@code *} is one address:
     * with IPv6 it is the IPv6 wildcard, on which IPv4 clients are accepted as well unless the system separates the
     * two.
     *
     * @param ipv4 whether IPv4 addresses count
     * @param ipv6 whether IPv6 addresses count
     * @return one address or more
     * @throws UnknownHostException if there is no such host, or none of its addresses is of an enabled kind
     */
    List<SocketAddress> resolve(boolean ipv4, boolean ipv6) throws UnknownHostException;

    /**
     * Reads an address: {@code host:port}, {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code *:8080}, {@code host}
     * alone with port 8080, or {@code unix:/path/of/socket}. With a certificate TCP addresses are encrypted;
     * {@code http://*:8080} never is, {@code https://*:8443} always is, and these need the port.
     *
     * @param text the address
     * @return the address
     * @throws IllegalArgumentException if the text has none of these forms
     */
    static ListenAddress parse(String text) {
        if (text.startsWith("unix:")) {
            try {
                return new Unix(Path.of(text.substring("unix:".length())));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException('"' + text + "\": " + e.getReason(), e);
            }
        }
        if (text.startsWith(HTTPS)) {
            return tcp(text.substring(HTTPS.length()), text, Security.TLS);
        }
        return text.startsWith(HTTP) ? tcp(text.substring(HTTP.length()), text, Security.PLAIN)
                : tcp(text, text, Security.DEFAULT);
    }

    private static ListenAddress tcp(String hostAndPort, String text, Security security) {
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 0 || hostAndPort.endsWith("]")) {
            if (security != Security.DEFAULT) {
                throw new IllegalArgumentException('"' + text + "\": expected a port, as in https://*:8443");
            }
            return ofHost(hostAndPort, DEFAULT_PORT);
        }
        String host = hostAndPort.substring(0, colon);
        if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
            throw new IllegalArgumentException(
                    '"' + text + "\": an IPv6 address needs brackets, as in [::1]:8080");
        }
        String port = hostAndPort.substring(colon + 1);
        if (port.length() > 5 || !TextType.isDigits(port)) {
            throw new IllegalArgumentException('"' + text + "\": expected host:port with a port from 0 to 65535");
        }
        return new Tcp(unbracketed(host), Integer.parseInt(port), security);
    }

    /**
     * Makes a TCP address of a host and a port.
     *
     * @param host a name, an address (IPv6 with or without brackets), or {@code *}
     * @param port 0 to 65535
     * @return the address
     * @throws IllegalArgumentException if the host cannot be one or the port is out of range
     */
    static ListenAddress ofHost(String host, int port) {
        return new Tcp(unbracketed(host), port);
    }

    private static String unbracketed(String host) {
        boolean bracketed = host.indexOf(':') >= 0 && host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Makes the address of a socket.
     *
     * @param address an {@link InetSocketAddress} or a {@link UnixDomainSocketAddress}
     * @return the address, {@code *} for a wildcard
     */
    static ListenAddress of(SocketAddress address) {
        Objects.requireNonNull(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            return new Unix(unix.getPath());
        }
        if (address instanceof InetSocketAddress inet) {
            boolean any = !inet.isUnresolved() && inet.getAddress().isAnyLocalAddress();
            String host = inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
            return new Tcp(any ? "*" : host, inet.getPort());
        }
        throw new IllegalArgumentException(address + ": neither a TCP nor a Unix domain socket address");
    }
}

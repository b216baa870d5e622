package io.waitress.core.exchange;

import java.net.SocketAddress;
import javax.net.ssl.SSLSession;

/** Facts about the connection that a request came on. Immutable; safe from any thread. */
public interface ConnectionInfo {

    /**
     * Returns a number that no other connection of this JVM has.
     *
     * @return the connection's number, from 1
     */
    long id();

    /**
     * Returns the client's address: an {@link java.net.InetSocketAddress}, or a
     * {@link java.net.UnixDomainSocketAddress} for a Unix socket. A trusted proxy's word replaces the peer's address;
     * then the address may be an unresolved name or a port of 0.
     *
     * @return the client's address
     */
    SocketAddress remoteAddress();

    /**
     * Returns the address on which the connection was accepted.
     *
     * @return the local address, of the same kind as the listener's
     */
    SocketAddress localAddress();

    /**
     * Tells whether the client's request travelled over TLS: to this server, to a trusted proxy that says so, or
     * to whatever is in front when the setting {@code urlScheme} is https.
     *
     * @return true if secure
     */
    boolean secure();

    /**
     * Returns the TLS session of the connection itself, or null if this server did not terminate TLS.
     *
     * @return the session or null
     */
    SSLSession tlsSession();

    /**
     * Returns the port at which clients reach the service by HTTPS, for redirects: that of the setting {@code httpsPort},
     * else of the first address with TLS.
     *
     * @return the port, or 0 if there is none
     */
    int httpsPort();
}

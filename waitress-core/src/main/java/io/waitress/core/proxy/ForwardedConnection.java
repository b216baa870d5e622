package io.waitress.core.proxy;

import io.waitress.core.exchange.ConnectionInfo;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;

/** A connection with the client's address in place of the proxy's. Immutable. */
record ForwardedConnection(ConnectionInfo original, Forwarding forwarding) implements ConnectionInfo {

    @Override
    public long id() {
        return original.id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return forwarding.client() != null ? forwarding.client() : original.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return original.localAddress();
    }

    @Override
    public boolean secure() {
        return forwarding.scheme() != null ? forwarding.scheme().equals("https") : original.secure();
    }

    @Override
    public SSLSession tlsSession() {
        return original.tlsSession();
    }

    @Override
    public int httpsPort() {
        return original.httpsPort();
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ConnectionInfo;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;

/** The facts about one connection, which all its exchanges share. */
record Http1ConnectionInfo(long id, SocketAddress remoteAddress, SocketAddress localAddress, boolean secure,
        SSLSession tlsSession, ServerStatus server) implements ConnectionInfo {

    @Override
    public int httpsPort() {
        return server.httpsPort();
    }
}

package io.waitress.core.internal.log;

import io.waitress.core.exchange.ConnectionInfo;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;

record TestConnection(SocketAddress remoteAddress, SocketAddress localAddress) implements ConnectionInfo {

    @Override
    public long id() {
        return 9;
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public SSLSession tlsSession() {
        return null;
    }

    @Override
    public int httpsPort() {
        return 0;
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.http.HttpVersion;
import jakarta.servlet.ServletConnection;

/**
 * The network connection of a request, as it is: what a proxy says of it is not considered. No record: expressions in
 * pages see nothing of those but their components. Immutable.
 */
final class ServletConnectionImpl implements ServletConnection {

    private final ConnectionInfo connection;
    private final HttpVersion version;

    ServletConnectionImpl(ConnectionInfo connection, HttpVersion version) {
        this.connection = connection;
        this.version = version;
    }

    @Override
    public String getConnectionId() {
        return Long.toString(connection.id());
    }

    /** Returns the ALPN name of the protocol (the registry of RFC 7301). */
    @Override
    public String getProtocol() {
        return version == HttpVersion.HTTP_1_0 ? "http/1.0" : "http/1.1";
    }

    @Override
    public String getProtocolConnectionId() {
        return "";
    }

    @Override
    public boolean isSecure() {
        return connection.tlsSession() != null;
    }
}

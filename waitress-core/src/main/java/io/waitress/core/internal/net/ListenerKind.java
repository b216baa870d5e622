package io.waitress.core.internal.net;

import io.waitress.core.settings.ListenAddress;

/** What a listening socket is for. */
public enum ListenerKind {
    /** The application, over plain HTTP. */
    PLAIN,
    /** The application, over TLS. */
    TLS,
    /** Plain HTTP, answered by a redirect to HTTPS. */
    REDIRECT,
    /** The server itself, over plain HTTP: how it is. */
    MANAGEMENT;

    /** Tells whether the application is served here. */
    public boolean servesApplication() {
        return this == PLAIN || this == TLS;
    }

    /**
     * Returns the kind of an address that serves the application. A Unix domain socket is for a proxy on this machine
     * and always plain.
     *
     * @param tls whether the server has a certificate
     */
    static ListenerKind of(ListenAddress address, boolean tls) {
        return tls && address instanceof ListenAddress.Tcp tcp && tcp.security() != ListenAddress.Security.PLAIN
                ? TLS : PLAIN;
    }
}

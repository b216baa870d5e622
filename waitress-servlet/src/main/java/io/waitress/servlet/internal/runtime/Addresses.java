package io.waitress.servlet.internal.runtime;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Socket addresses as the servlet API shows them. A Unix socket looks like the loopback interface, without a port. */
final class Addresses {

    private static final String LOOPBACK = "127.0.0.1";

    private Addresses() {
    }

    /** Returns the address as text, without a zone; or the name, if a proxy named the client instead. */
    static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return LOOPBACK;
        }
        if (inet.isUnresolved()) {
            return inet.getHostString();
        }
        String text = inet.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }
}

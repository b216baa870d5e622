package io.waitress.core.internal.parse;

/**
 * What is known about the addressed service before a request says more.
 *
 * @param scheme the scheme of every request of the connection, in lower case
 * @param serverName the host of a request that names none
 * @param port the port of a request that names no host: the local one
 */
public record Origin(String scheme, String serverName, int port) {

    /** Returns the port that an authority without one stands for. */
    int defaultPort() {
        return scheme.equals("https") ? 443 : 80;
    }
}

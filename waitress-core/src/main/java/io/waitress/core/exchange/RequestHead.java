package io.waitress.core.exchange;

import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;

/** The request line and header fields of a request. Immutable; safe from any thread. */
public interface RequestHead {

    /**
     * Returns the method as received, for example {@code GET}; methods are case-sensitive (RFC 9110, section 9.1).
     *
     * @return the method
     */
    String method();

    /**
     * Returns the request target exactly as received (RFC 9112, section 3.2).
     *
     * @return the target in origin, absolute, authority or asterisk form
     */
    String target();

    /**
     * Returns the path of the target, still percent-encoded and not normalised: {@code /} for an absolute target
     * without a path, {@code *} for the asterisk form, empty for the authority form.
     *
     * @return the raw path
     */
    String path();

    /**
     * Returns the query of the target without the question mark and still percent-encoded, or null if it has none.
     *
     * @return the raw query or null
     */
    String query();

    /**
     * Returns the version of the request line.
     *
     * @return the version
     */
    HttpVersion version();

    /**
     * Returns the header fields.
     *
     * @return an immutable view
     */
    Headers headers();

    /**
     * Returns the scheme by which the client reached the service: {@code https} on a secure transport or when a
     * trusted proxy says so, else the setting {@code urlScheme}.
     *
     * @return the scheme in lower case
     */
    String scheme();

    /**
     * Returns the host by which the client addressed the service: from the target's authority, else the {@code Host}
     * field, else the setting {@code serverName}. IPv6 literals keep their brackets.
     *
     * @return the host without port
     */
    String host();

    /**
     * Returns the port by which the client addressed the service: beside {@link #host()}, else the scheme's default,
     * else (without any authority) the local port.
     *
     * @return the port, 0 to 65535
     */
    int port();
}

package io.waitress.core.proxy;

import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;

/** A request head as the client meant it. Immutable. */
record ForwardedRequest(RequestHead original, Headers headers, String scheme, String host, int port)
        implements RequestHead {

    static ForwardedRequest of(RequestHead original, Headers headers, Forwarding forwarding) {
        String scheme = forwarding.scheme() != null ? forwarding.scheme() : original.scheme();
        String host = forwarding.host() != null ? forwarding.host().host() : original.host();
        return new ForwardedRequest(original, headers, scheme, host, port(original, forwarding, scheme));
    }

    /** Returns the value of the {@code Host} field, or null to leave it as it is. */
    static String hostField(RequestHead original, Forwarding forwarding) {
        Authority host = forwarding.host();
        if (host == null) {
            return null;
        }
        String scheme = forwarding.scheme() != null ? forwarding.scheme() : original.scheme();
        int port = host.port() >= 0 ? host.port() : forwarding.port();
        boolean implied = host.port() < 0 && port == defaultPort(scheme);
        return port < 0 || implied ? host.host() : host.host() + ":" + port;
    }

    private static int port(RequestHead original, Forwarding forwarding, String scheme) {
        if (forwarding.host() != null && forwarding.host().port() >= 0) {
            return forwarding.host().port();
        }
        if (forwarding.port() >= 0) {
            return forwarding.port();
        }
        // A new host or scheme brings its own default, unless the client named a port beside the original host.
        boolean kept = forwarding.host() == null && (forwarding.scheme() == null || namesPort(original));
        return kept ? original.port() : defaultPort(scheme);
    }

    private static boolean namesPort(RequestHead original) {
        String target = original.target();
        int start = target.indexOf("://") + 3;
        String authority = target.startsWith("/") || start < 3
                ? original.headers().get(HeaderName.HOST) : target.substring(start).split("[/?#]", 2)[0];
        return authority != null && authority.lastIndexOf(':') > authority.lastIndexOf(']');
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    @Override
    public String method() {
        return original.method();
    }

    @Override
    public String target() {
        return original.target();
    }

    @Override
    public String path() {
        return original.path();
    }

    @Override
    public String query() {
        return original.query();
    }

    @Override
    public HttpVersion version() {
        return original.version();
    }
}

package io.waitress.core.settings;

import java.util.Locale;

/** A header by which proxies pass on what they know of the client. */
public enum ProxyHeader {

    /** {@code Forwarded} (RFC 7239). */
    FORWARDED("Forwarded"),

    /** {@code X-Forwarded-By}: the interface of the proxy on which the request came in. */
    X_FORWARDED_BY("X-Forwarded-By"),

    /** {@code X-Forwarded-For}: the client's address, then the addresses of all proxies but the last. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** {@code X-Forwarded-Host}: the host, and maybe port, that the client asked for. */
    X_FORWARDED_HOST("X-Forwarded-Host"),

    /** {@code X-Forwarded-Port}: the port that the client asked for. */
    X_FORWARDED_PORT("X-Forwarded-Port"),

    /** {@code X-Forwarded-Proto}: the scheme that the client used. */
    X_FORWARDED_PROTO("X-Forwarded-Proto");

    private final String text;

    ProxyHeader(String text) {
        this.text = text;
    }

    /**
     * Returns the name of the header as it is usually spelled.
     *
     * @return for example {@code X-Forwarded-For}
     */
    public String text() {
        return text;
    }

    /**
     * Finds a header by its name.
     *
     * @param name the name in any case
     * @return the header
     * @throws IllegalArgumentException if no proxy header has that name
     */
    public static ProxyHeader parse(String name) {
        for (ProxyHeader header : values()) {
            if (header.text.equalsIgnoreCase(name)) {
                return header;
            }
        }
        StringBuilder known = new StringBuilder();
        for (ProxyHeader header : values()) {
            known.append(known.isEmpty() ? "" : ", ").append(header);
        }
        throw new IllegalArgumentException('"' + name + "\": expected one of " + known);
    }

    /** Returns the name in lower case, as it stands in settings. */
    @Override
    public String toString() {
        return text.toLowerCase(Locale.ROOT);
    }
}

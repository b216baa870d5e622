package io.waitress.core.proxy;

import io.waitress.core.settings.ProxyHeader;

/** A trusted proxy header that cannot be understood. Has no stack trace: the sender is at fault. */
final class MalformedHeaderException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ProxyHeader header;

    MalformedHeaderException(ProxyHeader header, String reason) {
        super(reason, null, false, false);
        this.header = header;
    }

    ProxyHeader header() {
        return header;
    }
}

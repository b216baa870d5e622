package io.waitress.core.settings;

import java.util.Locale;

/** Whether clients are asked for a certificate when a TLS connection begins. */
public enum TlsClientAuth {

    /** Not asked. */
    NONE,

    /** Asked; who has none is served as well, but a certificate that is not trusted ends the handshake. */
    WANT,

    /** Asked, and refused without a certificate that is trusted. */
    NEED;

    /** Returns the textual form, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the textual form. */
    static TlsClientAuth parse(String text) {
        for (TlsClientAuth value : values()) {
            if (value.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new IllegalArgumentException("expected none, want or need");
    }
}

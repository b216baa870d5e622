package io.waitress.core.internal.http1;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;

/** What fields that the application has set say of the message itself. */
final class ResponseFields {

    /** No length. */
    static final long UNKNOWN = -1;

    private static final int MAX_DIGITS = 18;

    private ResponseFields() {
    }

    /** Returns the value of {@code Content-Length}, or {@link #UNKNOWN} if it is not a number of bytes. */
    static long length(String text) {
        boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS;
        for (int i = 0; i < text.length() && digits; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Long.parseLong(text) : UNKNOWN;
    }

    /** Tells whether {@code Connection} asks for the end of the connection. */
    static boolean close(Headers headers) {
        for (String value : headers.all(HeaderName.CONNECTION.text())) {
            for (String option : value.split(",")) {
                if (option.strip().equalsIgnoreCase("close")) {
                    return true;
                }
            }
        }
        return false;
    }
}

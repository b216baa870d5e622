package io.waitress.core.internal.http1;

import java.nio.charset.StandardCharsets;

/**
 * The answer to a request that needs no application. Immutable.
 *
 * @param status of the response
 * @param contentType of its content
 * @param text its content
 * @param allow the methods that are allowed, if the request's is not; else null
 */
record CannedAnswer(int status, String contentType, String text, String allow) {

    /** Returns an answer of one line of plain text. */
    static CannedAnswer line(int status, String text) {
        return new CannedAnswer(status, ErrorResponses.CONTENT_TYPE, text + "\r\n", null);
    }

    byte[] content() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

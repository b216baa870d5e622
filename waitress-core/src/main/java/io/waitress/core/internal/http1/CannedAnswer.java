package io.waitress.core.internal.http1;

import java.nio.charset.StandardCharsets;

/**
 * The answer to a request that needs no application. Immutable.
 *
 * @param status of the response
 * @param text its content, one line of plain text
 * @param allow the methods that are allowed, if the request's is not; else null
 */
record CannedAnswer(int status, String text, String allow) {

    byte[] content() {
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}

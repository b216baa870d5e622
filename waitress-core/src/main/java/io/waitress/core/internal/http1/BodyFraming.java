package io.waitress.core.internal.http1;

/** How the end of a response's content is marked (RFC 9112, section 6.3). */
enum BodyFraming {

    /** No content is sent, whatever the application writes: HEAD, 204, 304. */
    NONE,

    /** {@code Content-Length} says how many bytes follow. */
    LENGTH,

    /** Chunked coding; the connection persists. */
    CHUNKED,

    /** The end of the connection is the end of the content: HTTP/1.0 and an unknown length. */
    CLOSE;

    /** Tells whether a response of that status never has content (RFC 9110, section 6.4.1). */
    static boolean excludesContent(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    /** Tells whether {@code Content-Length} is forbidden with that status (RFC 9110, section 8.6). */
    static boolean excludesLength(int status) {
        return status < 200 || status == 204;
    }
}

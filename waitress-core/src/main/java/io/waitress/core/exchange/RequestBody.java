package io.waitress.core.exchange;

import io.waitress.core.http.Headers;

/**
 * The content of a request. It was received completely, in memory or in a temporary file beyond {@code inbufOverflow},
 * before the application was called, unless that asked to be called early: see {@link #streamed()}.
 */
public interface RequestBody extends ByteInput {

    /**
     * Returns the declared length of the request body in bytes, or -1 if the request was chunked. 0 if the request
     * has no body. Safe from any thread. See RFC 9112, section 6.
     *
     * @return the length or -1
     */
    long length();

    /**
     * Tells whether the application was called before the content was there, see {@link Application#startsEarly}. Then
     * {@link #stream()} waits for the client, and so does the worker that reads it; {@link #read} and
     * {@link #onReadable} do not. What is not read while it comes holds the client back. What comes after the end of the
     * exchange is discarded. Safe from any thread.
     *
     * @return true if the content arrives while it is read
     */
    default boolean streamed() {
        return false;
    }

    /**
     * Returns the trailer fields of a chunked request (RFC 9110, section 6.5). Empty before the end of the body was
     * read, and if there are none.
     *
     * @return the trailers
     */
    Headers trailers();

    /**
     * Tells whether the trailers have been received, or never will be.
     *
     * @return true if {@link #trailers()} is final
     */
    boolean trailersReady();
}

package io.waitress.core.internal.parse;

import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes one request body from the input, without its framing. Confined to the dispatcher role. */
public sealed interface BodyReceiver permits FixedLengthReceiver, ChunkedReceiver {

    /**
     * Returns the receiver for the body of a request.
     *
     * @param head tells the length or the coding
     * @param limits bounds of body and trailers
     */
    static BodyReceiver of(ParsedHead head, ParserLimits limits) {
        return head.bodyLength() == Framing.CHUNKED ? new ChunkedReceiver(limits)
                : new FixedLengthReceiver(head.bodyLength());
    }

    /**
     * Consumes input up to the end of the body, or all of it.
     *
     * @param input the bytes that follow those of the previous call
     * @param sink gets the content
     * @return true if the body is complete; input is then left at the first byte after it
     * @throws HttpException if the coding is malformed (400) or the body too large (413)
     * @throws IOException if the sink cannot write its file
     */
    boolean receive(ByteBuffer input, OverflowBuffer sink) throws IOException;

    /** Returns the trailer fields; empty before the body is complete. */
    Headers trailers();
}

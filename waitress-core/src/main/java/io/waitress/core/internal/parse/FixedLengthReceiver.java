package io.waitress.core.internal.parse;

import io.waitress.core.http.Headers;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A body of declared length; the head's parser has compared it with the limit. Confined to the dispatcher role. */
public final class FixedLengthReceiver implements BodyReceiver {

    private long missing;

    FixedLengthReceiver(long length) {
        missing = length;
    }

    @Override
    public boolean receive(ByteBuffer input, OverflowBuffer sink) throws IOException {
        missing -= transfer(input, missing, sink);
        return missing == 0;
    }

    /** Moves up to {@code wanted} bytes of the input to the sink, and returns how many there were. */
    static int transfer(ByteBuffer input, long wanted, OverflowBuffer sink) throws IOException {
        int count = (int) Math.min(wanted, input.remaining());
        if (count > 0) {
            int limit = input.limit();
            input.limit(input.position() + count);
            sink.append(input);
            input.limit(limit);
        }
        return count;
    }

    @Override
    public Headers trailers() {
        return Headers.empty();
    }
}

package io.waitress.core.internal.parse;

import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A body in the chunked coding (RFC 9112, section 7.1), resumable at every byte.
 *
 * <pre>
 * LINE ─→ DATA ─→ DATA_CR ─→ DATA_LF ─→ LINE
 *   └─size 0→ LAST ─CR→ LAST_LF ─LF→ DONE
 *              └─other→ TRAILERS ──→ DONE
 * </pre>
 *
 * Confined to the dispatcher role.
 */
public final class ChunkedReceiver implements BodyReceiver {

    private enum State { LINE, DATA, DATA_CR, DATA_LF, LAST, LAST_LF, TRAILERS, DONE }

    private final ParserLimits limits;
    private final ChunkLine line;
    private State state = State.LINE;
    private long received;
    private long missing;
    private TrailerParser trailerParser;
    private Headers trailers = Headers.empty();

    ChunkedReceiver(ParserLimits limits) {
        this.limits = limits;
        line = new ChunkLine(limits.maxBodyBytes());
    }

    @Override
    public boolean receive(ByteBuffer input, OverflowBuffer sink) throws IOException {
        while (state != State.DONE && input.hasRemaining()) {
            switch (state) {
                case LINE -> line(input);
                case DATA -> data(input, sink);
                case DATA_CR -> expect(input, '\r', State.DATA_LF);
                case DATA_LF -> expect(input, '\n', State.LINE);
                case LAST -> last(input);
                case LAST_LF -> expect(input, '\n', State.DONE);
                case TRAILERS -> trailers(input);
                case DONE -> throw new IllegalStateException("the body is complete");
            }
        }
        return state == State.DONE;
    }

    private void line(ByteBuffer input) {
        if (line.scan(input, received)) {
            missing = line.take();
            state = missing == 0 ? State.LAST : State.DATA;
        }
    }

    private void data(ByteBuffer input, OverflowBuffer sink) throws IOException {
        int count = FixedLengthReceiver.transfer(input, missing, sink);
        missing -= count;
        received += count;
        if (missing == 0) {
            state = State.DATA_CR;
        }
    }

    private void expect(ByteBuffer input, int expected, State next) {
        int octet = input.get();
        if (octet != expected) {
            throw new HttpException(400, "A chunk ends in byte " + Excerpt.of(octet) + ", expected CR LF");
        }
        state = next;
    }

    private void last(ByteBuffer input) {
        if (input.get(input.position()) == '\r') {
            input.get();
            state = State.LAST_LF;
        } else {
            trailerParser = new TrailerParser(limits);
            state = State.TRAILERS;
        }
    }

    private void trailers(ByteBuffer input) {
        if (trailerParser.parse(input)) {
            trailers = trailerParser.trailers();
            trailerParser = null;
            state = State.DONE;
        }
    }

    @Override
    public Headers trailers() {
        return trailers;
    }
}

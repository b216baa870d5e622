package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.http.HttpException;
import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What a receiver made of some input, however it was cut: a body, a refusal, or neither yet.
 *
 * @param consumed bytes up to the end of the body; -1 unless it is complete
 */
record ReceivedBody(int consumed, String content, String trailers, int status, String message) {

    static ReceivedBody of(String input, Supplier<BodyReceiver> receiver) {
        return Cuts.same(Cuts.bytes(input), pieces -> receive(pieces, receiver.get()));
    }

    static ReceivedBody sampled(byte[] input, Random random, Supplier<BodyReceiver> receiver) {
        return Cuts.sampled(input, random, pieces -> receive(pieces, receiver.get()));
    }

    private static ReceivedBody receive(List<ByteBuffer> pieces, BodyReceiver receiver) {
        int consumed = 0;
        try (OverflowBuffer sink = new OverflowBuffer(1 << 20, new MemoryBudget(Long.MAX_VALUE))) {
            try {
                for (ByteBuffer piece : pieces) {
                    int start = piece.position();
                    int limit = piece.limit();
                    boolean complete = receiver.receive(piece, sink);
                    consumed += piece.position() - start;
                    assertEquals(limit, piece.limit());
                    if (complete) {
                        String trailers = ParsedInput.describe(receiver.trailers());
                        return new ReceivedBody(consumed, content(sink), trailers, 0, "");
                    }
                    assertEquals(0, piece.remaining(), "an incomplete body takes all input");
                    assertEquals(0, receiver.trailers().size());
                }
            } catch (HttpException refused) {
                return new ReceivedBody(-1, content(sink), "", refused.status(), refused.getMessage());
            }
            return new ReceivedBody(-1, content(sink), "", 0, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(OverflowBuffer sink) throws IOException {
        byte[] content = new byte[(int) sink.remaining()];
        int length = 0;
        while (length < content.length) {
            length += sink.read(content, length, content.length - length);
        }
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}

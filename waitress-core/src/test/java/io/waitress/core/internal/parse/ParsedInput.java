package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/**
 * What a parser made of some input, however it was cut: a head, a refusal, or neither yet.
 *
 * @param consumed bytes up to the end of the head; -1 unless there is one
 * @param description everything observable of the head; null unless there is one
 * @param status that of the refusal; 0 if there is none
 */
record ParsedInput(int consumed, String description, int status, String message) {

    static final ParserLimits LIMITS = new ParserLimits(8192, 100, 1_000_000);
    static final Origin ORIGIN = new Origin("http", "default.test", 8080);

    static ParsedInput of(String input) {
        return of(input, LIMITS);
    }

    static ParsedInput of(String input, ParserLimits limits) {
        return Cuts.same(Cuts.bytes(input), pieces -> parse(pieces, limits));
    }

    static ParsedInput sampled(byte[] input, Random random, ParserLimits limits) {
        return Cuts.sampled(input, random, pieces -> parse(pieces, limits));
    }

    /** Returns the head, which must be complete exactly at the end of the input, however it is cut. */
    static ParsedHead head(String input) {
        ParsedInput parsed = of(input);
        assertNotNull(parsed.description, () -> "no head: " + parsed);
        assertEquals(input.length(), parsed.consumed);
        return parser(LIMITS, ByteBuffer.wrap(Cuts.bytes(input)));
    }

    /** Joins lines and ends the head. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static ParsedHead parser(ParserLimits limits, ByteBuffer input) {
        RequestParser parser = new RequestParser(limits, ORIGIN);
        if (!parser.parse(input)) {
            fail("incomplete");
        }
        return parser.head();
    }

    private static ParsedInput parse(List<ByteBuffer> pieces, ParserLimits limits) {
        RequestParser parser = new RequestParser(limits, ORIGIN);
        int consumed = 0;
        try {
            for (ByteBuffer piece : pieces) {
                int start = piece.position();
                if (parser.parse(piece)) {
                    return new ParsedInput(consumed + piece.position() - start, describe(parser.head()), 0, "");
                }
                assertEquals(0, piece.remaining(), "an incomplete head takes all input");
                consumed += piece.position() - start;
            }
        } catch (HttpException refused) {
            return new ParsedInput(-1, null, refused.status(), refused.getMessage());
        }
        return new ParsedInput(-1, null, 0, "");
    }

    private static String describe(ParsedHead head) {
        return head.method() + "|" + head.target() + "|" + head.path() + "|" + head.query() + "|" + head.version() + "|"
                + head.scheme() + "|" + head.host() + "|" + head.port() + "|" + head.bodyLength() + "|"
                + head.keepAlive() + "|" + head.expectsContinue() + "|" + head.upgradeRequested() + "|"
                + describe(head.headers());
    }

    static String describe(Headers headers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < headers.size(); i++) {
            text.append(headers.name(i)).append('=').append(headers.value(i)).append(';');
        }
        return text.toString();
    }
}

package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedReceiverTest {

    private static final ParserLimits LIMITS = new ParserLimits(200, 4, 100);

    private static ReceivedBody receive(String input) {
        return ReceivedBody.of(input, () -> new ChunkedReceiver(LIMITS));
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("", "0\r\n\r\n"),
                arguments("", "000\r\n\r\n"),
                arguments("hello", "5\r\nhello\r\n0\r\n\r\n"),
                arguments("hello world", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
                arguments("0123456789", "a\r\n0123456789\r\n0\r\n\r\n"),
                arguments("0123456789", "000000000000000A\r\n0123456789\r\n0\r\n\r\n"),
                arguments("\r\n0\r\n\r\n", "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"),
                arguments("a", "1;x\r\na\r\n0;y\r\n\r\n"),
                arguments("a", "1;x;y=z\r\na\r\n0\r\n\r\n"),
                arguments("a", "1 ; x = y \t;\tz\r\na\r\n0\r\n\r\n"),
                arguments("a", "1;x=\"\"\r\na\r\n0\r\n\r\n"),
                arguments("a", "1;x=\"a;b=c \\\" \\\\ \t\u00e9\";y\r\na\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource
    void bodies(String content, String input) {
        assertEquals(new ReceivedBody(input.length(), content, "", 0, ""), receive(input));
        assertEquals(new ReceivedBody(input.length(), content, "", 0, ""), receive(input + "GET / HTTP/1.1\r\n"));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(400, "chunk size", "\r\n"),
                arguments(400, "chunk size", "\n"),
                arguments(400, "chunk size", " 1\r\na\r\n"),
                arguments(400, "chunk size", ";x\r\n"),
                arguments(400, "chunk size", "-1\r\n"),
                arguments(400, "chunk size", "+1\r\n"),
                arguments(400, "chunk size", "g\r\n"),
                arguments(400, "0x78 (x)", "0x1\r\na\r\n"),
                arguments(400, "0x5F (_)", "1_0\r\n"),
                arguments(400, "0xB2", "1\u00b2\r\n"),
                arguments(400, "rest of a chunk extension", "1 \r\na\r\n"),
                arguments(400, "0x61 (a)", "1 a\r\n"),
                arguments(400, "0x0A (LF)", "1\na\r\n"),
                arguments(400, "LF after CR", "1\ra"),
                arguments(400, "LF after CR", "1\r\r\n"),
                arguments(400, "more than 16 digits", "00000000000000001\r\n"),
                arguments(413, "100 bytes", "ffffffffffffffff\r\n"),
                arguments(413, "100 bytes", "8000000000000000\r\n"),
                arguments(413, "100 bytes", "65\r\n"),
                arguments(413, "100 bytes", "5\r\nhello\r\n60\r\n"),
                arguments(400, "rest of a chunk extension", "1;\r\n"),
                arguments(400, "a token", "1;;x\r\n"),
                arguments(400, "a token", "1;=x\r\n"),
                arguments(400, "rest of a chunk extension", "1;x=\r\n"),
                arguments(400, "rest of a chunk extension", "1;x \r\n"),
                arguments(400, "rest of a chunk extension", "1;x=y \r\n"),
                arguments(400, "0x79 (y)", "1;x y\r\n"),
                arguments(400, "0x3D (=)", "1;x=y=z\r\n"),
                arguments(400, "0x0A (LF)", "1;x\na\r\n"),
                arguments(400, "0x0A (LF)", "1;x=y\na\r\n"),
                arguments(400, "0x00 (NUL)", "1;x\0\r\n"),
                arguments(400, "rest of a chunk extension", "1;x=\"a\r\n\"\r\n"),
                arguments(400, "0x0A (LF)", "1;x=\"a\n\"\r\n"),
                arguments(400, "rest of a chunk extension", "1;x=\"a\\\r\n"),
                arguments(400, "0x0A (LF)", "1;x=\"\\\n\"\r\n"),
                arguments(400, "0x01", "1;x=\"\u0001\"\r\n"),
                arguments(400, "0x61 (a)", "1;x=\"\"a\r\n"),
                arguments(400, "chunk ends in byte 0x62 (b)", "1\r\nab\r\n"),
                arguments(400, "chunk ends in byte 0x0A (LF)", "1\r\na\n"),
                arguments(400, "chunk ends in byte 0x30 (0)", "1\r\na\r0"),
                arguments(400, "chunk ends in byte 0x30 (0)", "1\r\na0\r\n\r\n"),
                arguments(400, "chunk ends in byte 0x47 (G)", "0\r\n\rGET"),
                arguments(400, "trailer section", "0\r\n\n"),
                arguments(400, "folded", "0\r\n X: y\r\n\r\n"),
                arguments(400, "0x20 (space) in a field name", "0\r\nX : y\r\n\r\n"),
                arguments(400, "0x0D (CR) in a field name", "0\r\nGET\r\n\r\n"),
                arguments(400, "0x00 (NUL) in a field value", "0\r\nX: \0\r\n\r\n"),
                arguments(400, "0x0A (LF) in a field value", "0\r\nX: y\n\r\n"),
                arguments(431, "more than 4 fields", "0\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\n\r\n"),
                arguments(431, "larger than 200 bytes", "0\r\nA:" + "a".repeat(200)));
    }

    @ParameterizedTest
    @MethodSource
    void refusals(int status, String fragment, String input) {
        ReceivedBody received = receive(input);

        assertEquals(status, received.status(), received.toString());
        assertTrue(received.message().contains(fragment), received.message());
    }

    @Test
    void acceptsBodyUpToTheLimit() {
        String content = "x".repeat(100);

        assertEquals(content, receive("64\r\n" + content + "\r\n0\r\n\r\n").content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffffffffffff\r\n", "8000000000000000\r\n", "5\r\nhello\r\n7fffffffffffffff\r\n"})
    void sizeCannotOverflowWithTheLargestLimit(String input) {
        ParserLimits unlimited = new ParserLimits(200, 4, Long.MAX_VALUE);

        assertEquals(413, ReceivedBody.of(input, () -> new ChunkedReceiver(unlimited)).status());
    }

    @Test
    void limitsExtensionsThatCarryNoContent() {
        String extension = ";" + "x".repeat(999);
        String chunk = "1" + extension + "\r\na\r\n";
        int allowed = ChunkLine.MAX_EXTENSION_BYTES / extension.length();

        ReceivedBody accepted = sampled(chunk.repeat(allowed) + "0\r\n\r\n");
        ReceivedBody refused = sampled(chunk.repeat(allowed + 1) + "0\r\n\r\n");

        assertEquals(allowed, accepted.content().length());
        assertEquals(400, refused.status());
        assertTrue(refused.message().contains("extensions"), refused.message());
    }

    @Test
    void signaturesOnLargeChunksPassForEver() {
        String chunk = "100;sig=" + "x".repeat(200) + "\r\n" + "y".repeat(0x100) + "\r\n";

        assertEquals(0x100 * 300, sampled(chunk.repeat(300) + "0\r\n\r\n").content().length());
    }

    private static ReceivedBody sampled(String input) {
        ParserLimits limits = new ParserLimits(200, 4, 1_000_000);
        return ReceivedBody.sampled(Cuts.bytes(input), new Random(1), () -> new ChunkedReceiver(limits));
    }

    @Test
    void readsTrailers() {
        ReceivedBody received = receive(
                "1\r\na\r\n0\r\nX-Sum: 1 \r\nContent-Digest: sha-256=:x:\r\nx-sum: \u00e9\r\n\r\nGET");

        assertEquals("a", received.content());
        assertEquals("X-Sum=1;Content-Digest=sha-256=:x:;x-sum=\u00e9;", received.trailers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "content-length", "Transfer-Encoding", "Host", "Connection", "Trailer",
        "Authorization", "Cookie", "Set-Cookie", "Content-Type", "Content-Encoding", "Content-Range", "Expect",
        "Upgrade", "Cache-Control", "Proxy-Authorization", "Forwarded", "X-Forwarded-For", "X_Forwarded_For",
        "Content_Length", "TE"})
    void dropsTrailersThatComeTooLate(String name) {
        assertEquals("X=y;Z=w;", receive("0\r\nX: y\r\n" + name + ": chunked\r\nZ: w\r\n\r\n").trailers());
    }

    @Test
    void limitsTrailersToTheByte() {
        String section = "A:" + "a".repeat(194) + "\r\n\r\n";

        assertEquals(0, receive("0\r\n" + section).status());
        assertEquals(431, receive("0\r\n" + section.replaceFirst("a", "aa")).status());
    }

    @Test
    void isChosenByTheHead() {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

        assertInstanceOf(ChunkedReceiver.class, BodyReceiver.of(ParsedInput.head(head), LIMITS));
    }
}

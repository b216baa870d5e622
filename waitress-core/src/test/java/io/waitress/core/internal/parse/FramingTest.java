package io.waitress.core.internal.parse;

import static io.waitress.core.internal.parse.ParsedInput.head;
import static io.waitress.core.internal.parse.ParsedInput.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

    private static String post(String... fields) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + lines(fields);
    }

    private static String oldPost(String... fields) {
        return "POST / HTTP/1.0\r\n" + lines(fields);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "000000000000000000000000000012, 12", "1000000, 1000000"})
    void readsContentLength(String field, long length) {
        assertEquals(length, head(post("Content-Length: " + field)).bodyLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked", "CHUNKED", " chunked \t"})
    void knowsChunked(String field) {
        assertEquals(-1, head(post("Transfer-Encoding:" + field)).bodyLength());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(400, "more than one Content-Length", post("Content-Length: 5", "content-length: 5")),
                arguments(400, "\"5, 5\"", post("Content-Length: 5, 5")),
                arguments(400, "\"\"", post("Content-Length:")),
                arguments(400, "\"+5\"", post("Content-Length: +5")),
                arguments(400, "\"-5\"", post("Content-Length: -5")),
                arguments(400, "\"0x5\"", post("Content-Length: 0x5")),
                arguments(400, "\"5 5\"", post("Content-Length: 5 5")),
                arguments(400, "\"5.0\"", post("Content-Length: 5.0")),
                arguments(400, "\"\\xB2\"", post("Content-Length: \u00b2")),
                arguments(400, "\"99999999999999999999a\"", post("Content-Length: 99999999999999999999a")),
                arguments(413, "1000000 bytes", post("Content-Length: 1000001")),
                arguments(413, "1000000 bytes", post("Content-Length: 9223372036854775807")),
                arguments(413, "1000000 bytes", post("Content-Length: 9223372036854775808")),
                arguments(413, "1000000 bytes", post("Content-Length: 18446744073709551617")),
                arguments(413, "1000000 bytes", post("Content-Length: " + "9".repeat(100))),
                arguments(400, "both", post("Content-Length: 5", "Transfer-Encoding: chunked")),
                arguments(400, "both", post("Transfer-Encoding: chunked", "Content-Length: 5")),
                arguments(400, "both", post("Transfer-Encoding: gzip", "Content-Length: 5")),
                arguments(400, "HTTP/1.0", oldPost("Transfer-Encoding: chunked")),
                arguments(400, "HTTP/1.0", oldPost("Transfer-Encoding: gzip")),
                arguments(400, "once", post("Transfer-Encoding: chunked, chunked")),
                arguments(400, "once", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")),
                arguments(400, "once", post("Transfer-Encoding: chunked, gzip")),
                arguments(400, "once", post("Transfer-Encoding: chunked", "Transfer-Encoding: identity")),
                arguments(400, "once", post("Transfer-Encoding:")),
                arguments(400, "once", post("Transfer-Encoding: chunked,")),
                arguments(400, "once", post("Transfer-Encoding: , chunked")),
                arguments(400, "once", post("Transfer-Encoding: chunked;a=b")),
                arguments(501, "\"gzip, chunked\"", post("Transfer-Encoding: gzip, chunked")),
                arguments(501, "\"gzip\"", post("Transfer-Encoding: gzip", "Transfer-Encoding: chunked")),
                arguments(501, "\"identity\"", post("Transfer-Encoding: identity")),
                arguments(501, "\"xchunked\"", post("Transfer-Encoding: xchunked")),
                arguments(501, "\"chunked chunked\"", post("Transfer-Encoding: chunked chunked")),
                arguments(501, "chunked\\x22", post("Transfer-Encoding: \"chunked\"")),
                arguments(417, "\"200-ok\"", post("Expect: 200-ok")),
                arguments(417, "\"\"", post("Expect:")),
                arguments(417, "\"x\"", post("Expect: 100-continue", "Expect: x")),
                arguments(417, "\"100-continue, x\"", post("Expect: 100-continue, x")),
                arguments(413, "1000000", post("Expect: 100-continue", "Content-Length: 1000001")),
                arguments(400, "list of tokens", post("Connection: close keep-alive")),
                arguments(400, "list of tokens", post("Connection: \"close\"")));
    }

    @ParameterizedTest
    @MethodSource
    void refusals(int status, String fragment, String input) {
        ParsedInput parsed = ParsedInput.of(input);

        assertEquals(status, parsed.status(), parsed.toString());
        assertTrue(parsed.message().contains(fragment), parsed.message());
    }

    @Test
    void fieldsThatOnlyLookLikeFramingDoNotFrame() {
        assertEquals(0, head(post("Content_Length: 5", "Transfer_Encoding: chunked", "Content-Lengt: 5")).bodyLength());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "HTTP/1.1 | -                         | true",
        "HTTP/1.1 | close                     | false",
        "HTTP/1.1 | Close                     | false",
        "HTTP/1.1 | keep-alive                | true",
        "HTTP/1.1 | keep-alive, close         | false",
        "HTTP/1.1 | ,, TE ,close,             | false",
        "HTTP/1.1 | closed                    | true",
        "HTTP/1.1 | x-close                   | true",
        "HTTP/1.1 | clone                     | true",
        "HTTP/1.0 | -                         | false",
        "HTTP/1.0 | keep-alive                | true",
        "HTTP/1.0 | Keep-Alive, Upgrade       | true",
        "HTTP/1.0 | keep-alive, close         | false",
        "HTTP/1.0 | upgrade                   | false"})
    void readsConnectionOptions(String version, String options, boolean keepAlive) {
        String field = options == null ? "X: y" : "Connection: " + options;

        assertEquals(keepAlive, head(lines("GET / " + version, "Host: a", field)).keepAlive());
    }

    @Test
    void readsAllConnectionFields() {
        assertFalse(head(post("Connection: keep-alive", "Connection: close")).keepAlive());
    }

    @Test
    void expectsContinueOnlyWithABodyToCome() {
        assertTrue(head(post("Expect: 100-Continue", "Content-Length: 1")).expectsContinue());
        assertTrue(head(post("Expect: 100-continue", "Transfer-Encoding: chunked")).expectsContinue());
        assertFalse(head(post("Expect: 100-continue", "Content-Length: 0")).expectsContinue());
        assertFalse(head(post("Content-Length: 1")).expectsContinue());
    }

    @Test
    void ignoresExpectationsOfHttpOneZero() {
        assertFalse(head(oldPost("Expect: 100-continue", "Content-Length: 1")).expectsContinue());
        assertFalse(head(oldPost("Expect: something", "Content-Length: 1")).expectsContinue());
    }

    @Test
    void seesUpgradeWithBothFieldsOnHttpOneOne() {
        assertTrue(head(post("Connection: keep-alive, Upgrade", "Upgrade: websocket")).upgradeRequested());
        assertFalse(head(post("Connection: keep-alive", "Upgrade: websocket")).upgradeRequested());
        assertFalse(head(post("Connection: upgrade")).upgradeRequested());
        assertFalse(head(oldPost("Connection: upgrade", "Upgrade: websocket")).upgradeRequested());
    }
}

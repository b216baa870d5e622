package io.waitress.core.internal.parse;

import static io.waitress.core.internal.parse.ParsedInput.LIMITS;
import static io.waitress.core.internal.parse.ParsedInput.ORIGIN;
import static io.waitress.core.internal.parse.ParsedInput.head;
import static io.waitress.core.internal.parse.ParsedInput.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {

    private static final String HOST = "Host: a";

    @Test
    void parsesOrdinaryRequest() {
        ParsedHead head = head(lines("GET /a/b?c=d HTTP/1.1", "Host: example.test:81", "Accept:*/*",
                "X-A: \t 1, 2 \t"));

        assertEquals("GET", head.method());
        assertEquals("/a/b?c=d", head.target());
        assertEquals("/a/b", head.path());
        assertEquals("c=d", head.query());
        assertEquals(HttpVersion.HTTP_1_1, head.version());
        assertEquals("http", head.scheme());
        assertEquals("example.test", head.host());
        assertEquals(81, head.port());
        assertEquals(3, head.headers().size());
        assertEquals("*/*", head.headers().get(HeaderName.ACCEPT));
        assertEquals("1, 2", head.headers().get("x-a"));
        assertEquals(0, head.bodyLength());
        assertTrue(head.keepAlive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "VERSION-CONTROL",
        "get", "!#$%&'*+-.^_`|~09AZaz", "GETGETGET"})
    void acceptsEveryToken(String method) {
        assertEquals(method, head(lines(method + " / HTTP/1.1", HOST)).method());
    }

    @Test
    void internsCommonMethods() {
        for (String method : new String[] {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"}) {
            assertSame(method.intern(), head(lines(method + " / HTTP/1.1", HOST)).method());
        }
        assertSame("CONNECT", head(lines("CONNECT a:1 HTTP/1.1", HOST)).method());
    }

    @Test
    void methodOwesNothingToTheOneBefore() {
        RequestParser parser = new RequestParser(LIMITS, ORIGIN);
        ByteBuffer input = ByteBuffer.wrap(Cuts.bytes(lines("GET / HTTP/1.1", HOST) + lines("GET / HTTP/1.1", HOST)
                + lines("P / HTTP/1.1", HOST) + lines("OST / HTTP/1.1", HOST)));

        for (String method : new String[] {"GET", "GET", "P", "OST"}) {
            assertTrue(parser.parse(input));
            String parsed = parser.head().method();
            assertEquals(method, parsed);
            assertTrue(parsed == method || !method.equals("GET"), "common methods are shared");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0, HTTP_1_0", "HTTP/1.1, HTTP_1_1", "HTTP/1.2, HTTP_1_1", "HTTP/1.9, HTTP_1_1"})
    void readsVersion(String text, HttpVersion version) {
        assertEquals(version, head(lines("GET / " + text, HOST)).version());
    }

    @Test
    void skipsOneEmptyLine() {
        assertEquals("GET", head("\r\n" + lines("GET / HTTP/1.1", HOST)).method());
    }

    @Test
    void acceptsObsoleteTextAndEmptyValues() {
        ParsedHead head = head(lines("GET / HTTP/1.1", HOST, "X-A: \u00e9t\u00e9 is a long word \u00ff", "X-B:",
                "X-C: \t "));

        assertEquals("\u00e9t\u00e9 is a long word \u00ff", head.headers().get("X-A"));
        assertEquals("", head.headers().get("X-B"));
        assertEquals("", head.headers().get("X-C"));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                // Request line
                arguments(400, "offset 0", " GET / HTTP/1.1\r\n"),
                arguments(400, "offset 0", "\r\n\r\nGET / HTTP/1.1\r\n"),
                arguments(400, "byte 0x47 (G)", "\rGET / HTTP/1.1\r\n"),
                arguments(400, "0x0A (LF)", "\nGET / HTTP/1.1\r\n"),
                arguments(400, "0x16", "\u0016\u0003\u0001\u0002\u0000"),
                arguments(400, "0x28", "G(T / HTTP/1.1\r\n"),
                arguments(400, "0xC9", "G\u00c9T / HTTP/1.1\r\n"),
                arguments(400, "0x09 (tab)", "GET\t/ HTTP/1.1\r\n"),
                arguments(400, "0x0D (CR)", "GET\r\n"),
                arguments(501, "64 characters", "A".repeat(65) + " / HTTP/1.1\r\n"),
                arguments(400, "more than one space", "GET  / HTTP/1.1\r\n"),
                arguments(400, "without an HTTP version", "GET /\r\n"),
                arguments(400, "without an HTTP version", "GET\u0020\r\n"),
                arguments(400, "HTTP version is \"\"", "GET / \r\n"),
                arguments(400, "more than the HTTP version", "GET /  HTTP/1.1\r\n"),
                arguments(400, "more than the HTTP version", "GET / HTTP/1.1 \r\n"),
                arguments(400, "more than the HTTP version", "GET / HTTP/1.10\r\n"),
                arguments(400, "more than the HTTP version", "GET /a b HTTP/1.1\r\n"),
                arguments(400, "\"http/1.1\"", "GET / http/1.1\r\n"),
                arguments(400, "\"HTTP/1,1\"", "GET / HTTP/1,1\r\n"),
                arguments(400, "\"HTTP/1\"", "GET / HTTP/1\r\n"),
                arguments(400, "\"HTTP/x.1\"", "GET / HTTP/x.1\r\n"),
                arguments(400, "\"HTTP/1.\\x00\"", "GET / HTTP/1.\0\r\n"),
                arguments(505, "HTTP/2.0", "PRI * HTTP/2.0\r\n"),
                arguments(505, "HTTP/0.9", "GET / HTTP/0.9\r\n"),
                arguments(400, "LF without CR", "GET / HTTP/1.1\nHost: a\n\n"),
                arguments(400, "CR without LF", "GET / HTTP/1.1\rHost: a\r\r"),
                // Target characters
                arguments(400, "0x23 (#)", "GET /a#b HTTP/1.1\r\n"),
                arguments(400, "0x00 (NUL)", "GET /\0 HTTP/1.1\r\n"),
                arguments(400, "0x09 (tab)", "GET /\ta HTTP/1.1\r\n"),
                arguments(400, "0x7F", "GET /\u007f HTTP/1.1\r\n"),
                arguments(400, "0xE9", "GET /\u00e9 HTTP/1.1\r\n"),
                arguments(400, "0xE9", "GET /?\u00e9 HTTP/1.1\r\n"),
                arguments(400, "0x5C", "GET /a\\b HTTP/1.1\r\n"),
                arguments(400, "0x3C", "GET /<a> HTTP/1.1\r\n"),
                arguments(400, "0x3C", "GET /?<a> HTTP/1.1\r\n"),
                arguments(400, "0x22", "GET /?\"a\" HTTP/1.1\r\n"),
                arguments(400, "0x7B ({)", "GET /{a} HTTP/1.1\r\n"),
                arguments(400, "0x67 (g)", "GET /%gg HTTP/1.1\r\n"),
                arguments(400, "0x20 (space)", "GET /%2 HTTP/1.1\r\n"),
                arguments(400, "0x20 (space)", "GET /?a=100% HTTP/1.1\r\n"),
                arguments(400, "0x25 (%)", "GET /%%20 HTTP/1.1\r\n"),
                // Field lines
                arguments(400, "folded", lines("GET / HTTP/1.1", " Host: a")),
                arguments(400, "folded", lines("GET / HTTP/1.1", HOST, "X: a", " b")),
                arguments(400, "folded", lines("GET / HTTP/1.1", HOST, "X: a", "\tb")),
                arguments(400, "0x20 (space) in a field name", lines("GET / HTTP/1.1", "Host : a")),
                arguments(400, "0x09 (tab) in a field name", lines("GET / HTTP/1.1", "Host\t: a")),
                arguments(400, "no name", lines("GET / HTTP/1.1", HOST, ": a")),
                arguments(400, "0x0D (CR) in a field name", lines("GET / HTTP/1.1", HOST, "nocolon")),
                arguments(400, "0x0A (LF) in a field name", "GET / HTTP/1.1\r\nHost: a\r\nno\ncolon: a\r\n\r\n"),
                arguments(400, "0x0A (LF) in a field name", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
                arguments(400, "0xE9 in a field name", lines("GET / HTTP/1.1", HOST, "\u00e9: a")),
                arguments(400, "0x28 (() in a field name", lines("GET / HTTP/1.1", HOST, "X(: a")),
                arguments(400, "0x00 (NUL) in a field value", lines("GET / HTTP/1.1", HOST, "X: a\0b")),
                arguments(400, "0x01 in a field value", lines("GET / HTTP/1.1", HOST, "X: 12345678\u0001b")),
                arguments(400, "0x7F in a field value", lines("GET / HTTP/1.1", HOST, "X: 1234567\u007f")),
                arguments(400, "0x0A (LF) in a field value", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
                arguments(400, "0x58 (X) in a line end", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
                arguments(400, "0x0D (CR) in a line end", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"),
                arguments(400, "0x58 (X) in a line end", "GET / HTTP/1.1\r\nHost: a\r\n\rX"));
    }

    @ParameterizedTest
    @MethodSource
    void refusals(int status, String fragment, String input) {
        ParsedInput parsed = ParsedInput.of(input);

        assertEquals(status, parsed.status(), parsed.toString());
        assertTrue(parsed.message().contains(fragment), parsed.message());
    }

    @Test
    void refusesAsSoonAsABadByteArrives() {
        RequestParser parser = new RequestParser(LIMITS, ORIGIN);

        assertThrows(HttpException.class, () -> parser.parse(ByteBuffer.wrap(Cuts.bytes("GET / HTTP/3.0\r"))));
    }

    @Test
    void waitsForTheEndOfTheHead() {
        String input = lines("GET / HTTP/1.1", HOST);
        for (int length = 0; length < input.length(); length++) {
            assertEquals(new ParsedInput(-1, null, 0, ""), ParsedInput.of(input.substring(0, length)));
        }
    }

    @Test
    void leavesWhatFollowsTheHead() {
        String first = lines("POST /1 HTTP/1.1", HOST, "Content-Length: 4");
        String rest = "body" + lines("GET /2 HTTP/1.1", HOST);

        assertEquals(first.length(), ParsedInput.of(first + rest).consumed());
    }

    @Test
    void parsesPipelinedHeadsOneAfterTheOther() {
        String input = lines("GET /1 HTTP/1.1", HOST, "X-A: 1") + "\r\n" + lines("HEAD /22?q HTTP/1.0")
                + lines("GET /3 HTTP/1.1", HOST);

        String seen = Cuts.same(Cuts.bytes(input), pieces -> {
            RequestParser parser = new RequestParser(LIMITS, ORIGIN);
            StringBuilder heads = new StringBuilder();
            for (ByteBuffer piece : pieces) {
                while (parser.parse(piece)) {
                    ParsedHead head = parser.head();
                    heads.append(head).append(' ').append(head.query()).append(' ')
                            .append(ParsedInput.describe(head.headers())).append('\n');
                }
            }
            assertTrue(parser.idle());
            return heads.toString();
        });

        assertEquals("""
                GET /1 HTTP/1.1 null Host=a;X-A=1;
                HEAD /22?q HTTP/1.0 q\s
                GET /3 HTTP/1.1 null Host=a;
                """, seen);
    }

    @Test
    void isIdleUntilARequestLineStarts() {
        RequestParser parser = new RequestParser(LIMITS, ORIGIN);
        assertTrue(parser.idle());

        for (String input : new String[] {"", "\r", "\n", ""}) {
            parser.parse(ByteBuffer.wrap(Cuts.bytes(input)));
            assertTrue(parser.idle());
        }
        parser.parse(ByteBuffer.wrap(Cuts.bytes("G")));
        assertFalse(parser.idle());
        assertTrue(parser.parse(ByteBuffer.wrap(Cuts.bytes(lines("ET / HTTP/1.1", HOST)))));
        assertTrue(parser.idle());
    }

    @Test
    void handsTheHeadOverOnce() {
        RequestParser parser = new RequestParser(LIMITS, ORIGIN);
        assertThrows(IllegalStateException.class, parser::head);

        parser.parse(ByteBuffer.wrap(Cuts.bytes(lines("GET / HTTP/1.0"))));

        parser.head();
        assertThrows(IllegalStateException.class, parser::head);
    }

    @Test
    void copiesHeadIntoArrayOfItsSize() {
        String input = lines("GET / HTTP/1.1", HOST);

        ParsedHead head = head(input);

        assertEquals(input.length(), ((HeaderTable) head.headers()).bytes().length);
    }

    @Test
    void limitsTheHeadToTheByte() {
        String input = lines("GET / HTTP/1.1", HOST, "X-A: " + "a".repeat(100));

        assertEquals(0, ParsedInput.of(input, new ParserLimits(input.length(), 10, 0)).status());
        ParsedInput refused = ParsedInput.of(input, new ParserLimits(input.length() - 1, 10, 0));

        assertEquals(431, refused.status());
        assertTrue(refused.message().contains(input.length() - 1 + " bytes"), refused.message());
    }

    @Test
    void refusesLongRequestLine() {
        String input = lines("GET /" + "a".repeat(100) + " HTTP/1.1", HOST);

        assertEquals(414, ParsedInput.of(input, new ParserLimits(64, 10, 0)).status());
        assertEquals(414, ParsedInput.of("GET /" + "a".repeat(100), new ParserLimits(64, 10, 0)).status());
        assertEquals(431, ParsedInput.of(input, new ParserLimits(116, 10, 0)).status());
    }

    @Test
    void doesNotCountEmptyLineBeforeTheHead() {
        String input = lines("GET / HTTP/1.1", HOST);

        assertEquals(0, ParsedInput.of("\r\n" + input, new ParserLimits(input.length(), 10, 0)).status());
    }

    @Test
    void limitsTheNumberOfFields() {
        String nine = lines("GET / HTTP/1.1", HOST, "B: \r\nB: \r\nB: \r\nB: \r\nB: \r\nB: \r\nB: \r\nB: ");
        String ten = nine.replaceFirst("B", "C: \r\nB");

        assertEquals(0, ParsedInput.of(nine, new ParserLimits(500, 9, 0)).status());
        ParsedInput refused = ParsedInput.of(ten, new ParserLimits(500, 9, 0));

        assertEquals(431, refused.status());
        assertTrue(refused.message().contains("9 fields"), refused.message());
    }

    @Test
    void acceptsManyFieldsAndThenFew() {
        StringBuilder many = new StringBuilder("GET /1 HTTP/1.1\r\nHost: a\r\n");
        for (int i = 0; i < 99; i++) {
            many.append("X-").append(i).append(": ").append(i).append("\r\n");
        }
        ByteBuffer input = ByteBuffer.wrap(Cuts.bytes(many + "\r\n" + lines("GET /2 HTTP/1.1", HOST)));
        RequestParser parser = new RequestParser(LIMITS, ORIGIN);

        assertTrue(parser.parse(input));
        assertEquals("98", parser.head().headers().get("x-98"));
        assertTrue(parser.parse(input));
        ParsedHead second = parser.head();

        assertEquals(1, second.headers().size());
        assertNull(second.headers().get("x-98"));
    }
}

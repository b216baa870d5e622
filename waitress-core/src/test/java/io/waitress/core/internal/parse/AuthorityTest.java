package io.waitress.core.internal.parse;

import static io.waitress.core.internal.parse.ParsedInput.head;
import static io.waitress.core.internal.parse.ParsedInput.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @CsvSource({
        "a.test, a.test, 80",
        "A.Test:8080, A.Test, 8080",
        "a.test:, a.test, 80",
        "a.test:00080, a.test, 80",
        "a.test:0, a.test, 0",
        "a.test:65535, a.test, 65535",
        "127.0.0.1:1, 127.0.0.1, 1",
        "[::1], [::1], 80",
        "[::1]:81, [::1], 81",
        "[2001:DB8::192.0.2.1]:81, [2001:DB8::192.0.2.1], 81",
        "my_host, my_host, 80",
        "b%C3%BCcher.test, b%C3%BCcher.test, 80"})
    void readsHostField(String field, String host, int port) {
        ParsedHead head = head(lines("GET / HTTP/1.1", "Host: " + field));

        assertEquals(host, head.host());
        assertEquals(port, head.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {":80", "a b", "a/b", "a?b", "a@b", "user@a.test", "a,b:x", "a:b", "a:80:81", "a:65536",
        "a:99999999999999999999", "a:-1", "a: 80", "[::1", "::1", "[]", "[::1]a", "[::1]80", "[v1.a]", "[::1%25eth0]",
        "a%", "a%2", "a%2g", "\u00e9", "\"a\"", "<a>", "a\\b"})
    void refusesHostField(String field) {
        ParsedInput parsed = ParsedInput.of(lines("GET / HTTP/1.1", "Host: " + field));

        assertEquals(400, parsed.status());
        assertTrue(parsed.message().startsWith("The Host field is \""), parsed.message());
    }

    @Test
    void emptyHostStandsForTheServer() {
        ParsedHead head = head(lines("GET / HTTP/1.1", "Host:"));

        assertEquals("default.test", head.host());
        assertEquals(8080, head.port());
    }

    @Test
    void httpOneZeroNeedsNoHost() {
        ParsedHead head = head(lines("GET / HTTP/1.0"));

        assertEquals("default.test", head.host());
        assertEquals(8080, head.port());
    }

    @Test
    void httpOneOneNeedsHost() {
        assertEquals(400, ParsedInput.of(lines("GET / HTTP/1.1")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void refusesRepeatedHost(String version) {
        ParsedInput parsed = ParsedInput.of(lines("GET / " + version, "Host: a", "host: a"));

        assertEquals(400, parsed.status());
        assertTrue(parsed.message().contains("more than one Host"), parsed.message());
    }
}

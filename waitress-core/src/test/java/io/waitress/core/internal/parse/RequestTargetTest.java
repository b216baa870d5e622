package io.waitress.core.internal.parse;

import static io.waitress.core.internal.parse.ParsedInput.head;
import static io.waitress.core.internal.parse.ParsedInput.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(nullValues = "null", quoteCharacter = '\0', value = {
        "GET,     /,                         /,       null, h.test, 80",
        "GET,     /a%2Fb;c=1/../d,           /a%2Fb;c=1/../d, null, h.test, 80",
        "GET,     //other.test/a,            //other.test/a, null, h.test, 80",
        "GET,     /?,                        /,       ,     h.test, 80",
        "GET,     /a?b?c=/:@%41,             /a,      b?c=/:@%41, h.test, 80",
        "GET,     /a[1]|b,                   /a[1]|b, null, h.test, 80",
        "GET,     /?a[]={x|y}^`\\,           /,       a[]={x|y}^`\\, h.test, 80",
        "GET,     /-._~!$&'()*+;=:@,         /-._~!$&'()*+;=:@, null, h.test, 80",
        "OPTIONS, *,                         *,       null, h.test, 80",
        "OPTIONS, /,                         /,       null, h.test, 80",
        "CONNECT, other.test:443,            ,        null, other.test, 443",
        "CONNECT, [::1]:443,                 ,        null, [::1], 443",
        "GET,     http://other.test,         /,       null, other.test, 80",
        "GET,     http://other.test/,        /,       null, other.test, 80",
        "GET,     http://other.test?a,       /,       a,    other.test, 80",
        "GET,     http://other.test/?a,      /,       a,    other.test, 80",
        "GET,     HTTP://other.test:81/a/b,  /a/b,    null, other.test, 81",
        "GET,     http://other.test:/a,      /a,      null, other.test, 80",
        "GET,     http://[2001:db8::1]:82/a?b=c@d, /a, b=c@d, [2001:db8::1], 82",
        "GET,     http://other.test/a@b,     /a@b,    null, other.test, 80"})
    void splits(String method, String target, String path, String query, String host, int port) {
        ParsedHead head = head(lines(method + " " + target + " HTTP/1.1", "Host: h.test"));

        assertEquals(target, head.target());
        assertEquals(path == null ? "" : path, head.path());
        assertEquals(target.endsWith("?") ? "" : query, head.query());
        assertEquals(host, head.host());
        assertEquals(port, head.port());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\0', value = {
        "GET,     *,                       OPTIONS only",
        "GET,     *a,                      expected a path or an http URI",
        "OPTIONS, *?a,                     expected a path or an http URI",
        "GET,     a,                       expected a path or an http URI",
        "GET,     ?a,                      expected a path or an http URI",
        "GET,     a.test:80,               expected a path or an http URI",
        "GET,     ftp://a.test/,           expected a path or an http URI",
        "GET,     http:/a,                 expected a path or an http URI",
        "GET,     http:a,                  expected a path or an http URI",
        "GET,     http:,                   expected a path or an http URI",
        "GET,     http?://a,               expected a path or an http URI",
        "GET,     http:?//a,               expected a path or an http URI",
        "GET,     http://,                 expected a host",
        "GET,     http:///a,               expected a host",
        "GET,     http://?a,               expected a host",
        "GET,     http://:80/,             expected a host",
        "GET,     http://a:b/,             expected a host",
        "GET,     http://a:65536/,         expected a host",
        "GET,     http://[::1/,            expected a host",
        "GET,     http://user@a.test/,     user information",
        "GET,     http://user:pw@a.test/,  user information",
        "GET,     http://@a.test/,         user information",
        "CONNECT, /,                       expected a host",
        "CONNECT, *,                       needs a host and a port",
        "CONNECT, a.test,                  needs a host and a port",
        "CONNECT, a.test:,                 needs a host and a port",
        "CONNECT, a.test:0,                needs a host and a port",
        "CONNECT, a.test:65536,            expected a host",
        "CONNECT, a.test:80?,              expected a host",
        "CONNECT, http://a.test:80/,       expected a host"})
    void refuses(String method, String target, String fragment) {
        ParsedInput parsed = ParsedInput.of(lines(method + " " + target + " HTTP/1.1", "Host: h.test"));

        assertEquals(400, parsed.status());
        assertTrue(parsed.message().contains(fragment), parsed.message());
    }

    @Test
    void refusesSecureTargetOnInsecureConnection() {
        assertEquals(421, ParsedInput.of(lines("GET https://a.test/ HTTP/1.1", "Host: a.test")).status());
    }

    @Test
    void acceptsSecureTargetOnSecureConnection() {
        RequestParser parser = new RequestParser(ParsedInput.LIMITS, new Origin("https", "default.test", 8443));
        parser.parse(ByteBuffer.wrap(Cuts.bytes(lines("GET https://a.test/x HTTP/1.1", "Host: a.test"))));

        ParsedHead head = parser.head();

        assertEquals("https", head.scheme());
        assertEquals("/x", head.path());
        assertEquals(443, head.port());
    }

    @Test
    void targetWinsOverHost() {
        ParsedHead head = head(lines("GET http://a.test:81/ HTTP/1.1", "Host: b.test:82"));

        assertEquals("a.test", head.host());
        assertEquals(81, head.port());
        assertEquals("b.test:82", head.headers().get("host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: a b", "X: y"})
    void hostMustBeRightEvenIfTheTargetWins(String line) {
        assertEquals(400, ParsedInput.of(lines("GET http://a.test/ HTTP/1.1", line)).status());
    }
}

package io.waitress.core.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Observation;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.http.MutableHeaders;
import io.waitress.core.settings.AccessLogFormat;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {

    private static final long MILLIS = Instant.parse("2026-11-23T04:05:06.078Z").toEpochMilli();
    private static final ConnectionInfo CONNECTION = new TestConnection(
            new InetSocketAddress("192.0.2.7", 4711), new InetSocketAddress("127.0.0.1", 8080));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            common                    | 192.0.2.7 - ada [23/Nov/2026:04:05:06 +0000] "GET /a%20b?c=d HTTP/1.1" 200 1234
            combined                  | 192.0.2.7 - ada [23/Nov/2026:04:05:06 +0000] "GET /a%20b?c=d HTTP/1.1" 200 1234 "-" "x\\"\\x09\\\\\\xe9"
            %m %U %q %H %v %p         | GET /a%20b ?c=d HTTP/1.1 example.org 8080
            %D %T %F %W               | 5000000 5 2000000 1000000
            %a %l %s %b %B %L %X %S   | 192.0.2.7 - 200 1234 1234 r-1 + -
            100%% of %{host}i         | 100% of example.org
            """)
    void saysWhatThePatternAsksFor(String format, String expected) {
        assertEquals(expected, line(new PatternFormat(AccessLogFormat.parse(format), ZoneOffset.UTC), request()));
    }

    @Test
    void saysWhenThereIsNothingToSay() {
        Observation unread = new Observation(null, 0, CONNECTION, 1, MILLIS);
        unread.ended(2, 0, 0, true);

        assertEquals("192.0.2.7 - - - 0 - 0 -  - - X - -", line(new PatternFormat(
                AccessLogFormat.parse("%h %u %r %m %s %b %B %U %q %H %F %X %L %{A}i"), ZoneOffset.UTC), unread));
    }

    @Test
    void writesJson() {
        assertEquals("{\"time\":\"2026-11-23T04:05:06.078Z\",\"client\":\"192.0.2.7\",\"user\":\"ada\","
                + "\"method\":\"GET\",\"target\":\"/a%20b?c=d\",\"protocol\":\"HTTP/1.1\",\"host\":\"example.org\","
                + "\"status\":200,\"bytes\":1234,\"waitMicros\":1000000,\"firstByteMicros\":2000000,"
                + "\"durationMicros\":5000000,\"referer\":null,\"userAgent\":\"x\\\"\\u0009\\\\\\u00e9\",\"tls\":null,"
                + "\"port\":8080,\"connection\":9,\"requestId\":\"r-1\",\"cut\":false}",
                line(new JsonFormat(), request()));
    }

    @Test
    void usersCannotForgeFields() {
        Observation exchange = request();
        exchange.user("ada \"x\"\n192.0.2.1");

        assertEquals("ada_\\\"x\\\"\\x0a192.0.2.1",
                line(new PatternFormat(AccessLogFormat.parse("%u"), ZoneOffset.UTC), exchange));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "combine", "%", "%z", "%{A}", "%{A}o", "%{}i", "%{A", "%>", "a %"})
    void refusesWhatStandsForNothing(String pattern) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> AccessLogFormat.parse(pattern));

        assertTrue(refusal.getMessage().contains("expected"), refusal.getMessage());
    }

    private static String line(LogFormat format, Observation exchange) {
        StringBuilder line = new StringBuilder();
        format.append(line, exchange);
        return line.toString();
    }

    private static Observation request() {
        Observation exchange = new Observation(new Head(), 100, CONNECTION, 10_000_000_000L, MILLIS);
        exchange.begun(11_000_000_000L);
        exchange.committed(12_000_000_000L);
        exchange.user("ada");
        exchange.requestId("r-1");
        exchange.ended(15_000_000_000L, 200, 1234, false);
        return exchange;
    }

    private static final class Head implements RequestHead {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return "/a%20b?c=d";
        }

        @Override
        public String path() {
            return "/a%20b";
        }

        @Override
        public String query() {
            return "c=d";
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public Headers headers() {
            return new MutableHeaders().add("Host", "example.org").add("User-Agent", "x\"\t\\\u00e9");
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String host() {
            return "example.org";
        }

        @Override
        public int port() {
            return 80;
        }
    }
}

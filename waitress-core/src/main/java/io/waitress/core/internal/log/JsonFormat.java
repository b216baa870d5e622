package io.waitress.core.internal.log;

import io.waitress.core.exchange.Observation;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.Headers;
import java.time.ZoneOffset;

/** One object of JSON per line. Times are UTC. Used by one thread. */
final class JsonFormat implements LogFormat {

    private static final int MILLIS = 1000;

    private final LogTime time = LogTime.iso(ZoneOffset.UTC);

    @Override
    public void append(StringBuilder line, Observation exchange) {
        RequestHead request = exchange.request();
        Headers headers = request == null ? Headers.empty() : request.headers();
        line.append("{\"time\":\"").append(time.of(exchange.arrivedMillis()));
        int millis = Math.floorMod(exchange.arrivedMillis(), MILLIS);
        line.append('.').append((char) ('0' + millis / 100)).append((char) ('0' + millis / 10 % 10))
                .append((char) ('0' + millis % 10)).append("Z\"");
        text(line, "client", PatternFormat.address(exchange.client()));
        text(line, "user", exchange.user());
        text(line, "method", request == null ? null : request.method());
        text(line, "target", request == null ? null : request.target());
        text(line, "protocol", request == null ? null : request.version().text());
        text(line, "host", request == null ? null : request.host());
        number(line, "status", exchange.status());
        number(line, "bytes", exchange.contentBytes());
        number(line, "waitMicros", PatternFormat.micros(exchange.waitedNanos()));
        number(line, "firstByteMicros", PatternFormat.micros(exchange.firstByteNanos()));
        number(line, "durationMicros", PatternFormat.micros(exchange.durationNanos()));
        text(line, "referer", headers.get("Referer"));
        text(line, "userAgent", headers.get("User-Agent"));
        text(line, "tls", PatternFormat.tls(exchange));
        number(line, "port", PatternFormat.port(exchange.connection().localAddress()));
        number(line, "connection", exchange.connection().id());
        text(line, "requestId", exchange.requestId());
        line.append(",\"cut\":").append(exchange.cut()).append('}');
    }

    private static void text(StringBuilder line, String name, String value) {
        line.append(",\"").append(name).append("\":");
        LogText.appendJson(line, value);
    }

    private static void number(StringBuilder line, String name, long value) {
        line.append(",\"").append(name).append("\":").append(value);
    }
}

package io.waitress.core.internal.log;

import io.waitress.core.exchange.Observation;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.settings.AccessLogFormat;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lines by a pattern, as {@link AccessLogFormat} describes it. Used by one thread. */
final class PatternFormat implements LogFormat {

    private final List<LogFormat> parts = new ArrayList<>();
    private final LogTime time;

    PatternFormat(AccessLogFormat format, ZoneId zone) {
        time = LogTime.common(zone);
        for (AccessLogFormat.Part part : format.parts()) {
            parts.add(compile(part));
        }
    }

    @Override
    public void append(StringBuilder line, Observation exchange) {
        for (LogFormat part : parts) {
            part.append(line, exchange);
        }
    }

    private LogFormat compile(AccessLogFormat.Part part) {
        String argument = part.argument();
        return switch (part.code()) {
            case AccessLogFormat.TEXT -> (line, exchange) -> line.append(argument);
            case 'h', 'a' -> (line, exchange) -> LogText.appendWord(line, address(exchange.client()));
            case 'l' -> (line, exchange) -> line.append('-');
            case 'u' -> (line, exchange) -> LogText.appendWord(line, exchange.user());
            case 't' -> (line, exchange) -> line.append('[').append(time.of(exchange.arrivedMillis())).append(']');
            case 'r' -> PatternFormat::requestLine;
            case 's' -> (line, exchange) -> line.append(exchange.status());
            case 'b' -> (line, exchange) -> number(line, exchange.contentBytes());
            case 'B' -> (line, exchange) -> line.append(exchange.contentBytes());
            case 'm' -> (line, exchange) -> LogText.append(line, ofRequest(exchange, RequestHead::method));
            case 'U' -> (line, exchange) -> LogText.append(line, ofRequest(exchange, RequestHead::path));
            case 'q' -> (line, exchange) -> query(line, exchange.request());
            case 'H' -> (line, exchange) -> LogText.append(line,
                    ofRequest(exchange, request -> request.version().text()));
            case 'v' -> (line, exchange) -> LogText.append(line, ofRequest(exchange, RequestHead::host));
            case 'p' -> (line, exchange) -> line.append(port(exchange.connection().localAddress()));
            case 'D' -> (line, exchange) -> line.append(micros(exchange.durationNanos()));
            case 'T' -> (line, exchange) -> line.append(TimeUnit.NANOSECONDS.toSeconds(exchange.durationNanos()));
            case 'F' -> (line, exchange) -> number(line, micros(exchange.firstByteNanos()));
            case 'W' -> (line, exchange) -> line.append(micros(exchange.waitedNanos()));
            case 'L' -> (line, exchange) -> LogText.appendWord(line, exchange.requestId());
            case 'X' -> (line, exchange) -> line.append(exchange.cut() ? 'X' : '+');
            case 'S' -> (line, exchange) -> LogText.append(line, tls(exchange));
            case 'i' -> (line, exchange) -> LogText.append(line,
                    ofRequest(exchange, request -> request.headers().get(argument)));
            default -> throw new IllegalArgumentException(String.valueOf(part));
        };
    }

    /** Something that a request has. */
    @FunctionalInterface
    private interface Aspect {

        String of(RequestHead request);
    }

    private static String ofRequest(Observation exchange, Aspect aspect) {
        return exchange.request() == null ? null : aspect.of(exchange.request());
    }

    private static void requestLine(StringBuilder line, Observation exchange) {
        RequestHead request = exchange.request();
        if (request == null) {
            line.append('-');
            return;
        }
        LogText.append(line, request.method());
        line.append(' ');
        LogText.append(line, request.target());
        line.append(' ').append(request.version().text());
    }

    private static void query(StringBuilder line, RequestHead request) {
        if (request != null && request.query() != null) {
            line.append('?');
            if (!request.query().isEmpty()) {
                LogText.append(line, request.query());
            }
        }
    }

    private static void number(StringBuilder line, long value) {
        if (value <= 0) {
            line.append('-');
        } else {
            line.append(value);
        }
    }

    /** Returns the address without name and port; null for none. */
    static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return null;
        }
        return inet.getAddress() == null ? inet.getHostString() : inet.getAddress().getHostAddress();
    }

    static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    static String tls(Observation exchange) {
        return exchange.connection().tlsSession() == null ? null : exchange.connection().tlsSession().getProtocol();
    }

    static long micros(long nanos) {
        return nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}

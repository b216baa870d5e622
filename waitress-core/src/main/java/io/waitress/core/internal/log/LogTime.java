package io.waitress.core.internal.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of the day as text, formatted once per second. Used by one thread. */
final class LogTime {

    private static final long MILLIS = 1000;

    private final DateTimeFormatter formatter;
    private final ZoneId zone;
    private long second = Long.MIN_VALUE;
    private String text;

    private LogTime(String pattern, ZoneId zone) {
        this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        this.zone = zone;
    }

    /** As in {@code 23/Nov/2026:04:05:06 +0100}. */
    static LogTime common(ZoneId zone) {
        return new LogTime("dd/MMM/uuuu:HH:mm:ss Z", zone);
    }

    /** As in {@code 2026-11-23T04:05:06}, to be followed by parts of a second. */
    static LogTime iso(ZoneId zone) {
        return new LogTime("uuuu-MM-dd'T'HH:mm:ss", zone);
    }

    String of(long millis) {
        long wanted = Math.floorDiv(millis, MILLIS);
        if (wanted != second) {
            second = wanted;
            text = formatter.format(ZonedDateTime.ofInstant(Instant.ofEpochSecond(wanted), zone));
        }
        return text;
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * The {@code Date} line, made anew at most once a second, by whoever first needs it in that second. Safe from any
 * thread: two threads may make the same line at once, which does no harm.
 */
final class DateHeader {

    private final LongSupplier epochMillis;

    /** Published safely because its fields are final. */
    private volatile Line line = new Line(Long.MIN_VALUE, new byte[0]);

    DateHeader(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
    }

    /** Returns the line for now with its end; a shared array, not to be modified. */
    byte[] line() {
        long second = Math.floorDiv(epochMillis.getAsLong(), 1000);
        Line current = line;
        if (current.second != second) {
            String text = "Date: " + HttpDate.format(second * 1000) + "\r\n";
            current = new Line(second, text.getBytes(StandardCharsets.ISO_8859_1));
            line = current;
        }
        return current.bytes;
    }

    private record Line(long second, byte[] bytes) {
    }
}

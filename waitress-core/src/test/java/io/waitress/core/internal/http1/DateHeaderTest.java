package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DateHeaderTest {

    private final AtomicLong clock = new AtomicLong(784_111_777_000L);
    private final DateHeader date = new DateHeader(clock::get);

    @Test
    void isTheWholeLine() {
        assertEquals("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", text(date.line()));
    }

    @Test
    void isMadeOnceASecond() {
        byte[] first = date.line();

        clock.addAndGet(999);
        assertSame(first, date.line());
        clock.addAndGet(1);
        assertEquals("Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n", text(date.line()));
    }

    @Test
    void followsAClockThatGoesBack() {
        date.line();

        clock.addAndGet(-60_000);

        assertEquals("Date: Sun, 06 Nov 1994 08:48:37 GMT\r\n", text(date.line()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

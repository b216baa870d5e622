package io.waitress.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {

    private static String line(Status status) {
        return new String(status.statusLine(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void knowsRegisteredCodes() {
        assertEquals("HTTP/1.1 200 OK\r\n", line(Status.of(200)));
        assertEquals("HTTP/1.1 413 Content Too Large\r\n", line(Status.of(413)));
        assertEquals("Not Found", Status.reason(404));
        assertEquals("404 Not Found", Status.of(404).toString());
        assertSame(Status.of(200), Status.of(200));
        assertSame(Status.of(200), Status.of(200, "OK"));
    }

    @Test
    void keepsTheSpaceBeforeAnEmptyReason() {
        assertEquals("HTTP/1.1 299 \r\n", line(Status.of(299)));
        assertEquals("HTTP/1.1 200 \r\n", line(Status.of(200, "")));
        assertEquals("299", Status.of(299).toString());
    }

    @Test
    void takesAnotherReason() {
        assertEquals("HTTP/1.1 404 Gone fishing\r\n", line(Status.of(404, "Gone fishing")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\u0000", "\u20ac"})
    void refusesReasonThatBreaksTheLine(String reason) {
        assertThrows(IllegalArgumentException.class, () -> Status.of(200, reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 600, 1000})
    void refusesCodesOutOfRange(int code) {
        assertThrows(IllegalArgumentException.class, () -> Status.of(code));
    }

    @Test
    void exceptionTakesErrorsOnly() {
        assertEquals(431, new HttpException(431, "too large").status());
        assertEquals(0, new HttpException(400, "bad").getStackTrace().length);
        assertThrows(IllegalArgumentException.class, () -> new HttpException(399, "no"));
        assertThrows(IllegalArgumentException.class, () -> new HttpException(600, "no"));
    }
}

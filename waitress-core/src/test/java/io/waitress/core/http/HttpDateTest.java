package io.waitress.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    private static final long EXAMPLE = 784_111_777_000L;

    @Test
    void formatsImfFixdate() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(EXAMPLE));
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(Instant.ofEpochMilli(EXAMPLE + 999)));
        assertEquals("Wed, 31 Dec 1969 23:59:59 GMT", HttpDate.format(-1));
    }

    @Test
    void agreesWithJdkOverTheYears() {
        DateTimeFormatter jdk = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                .withZone(ZoneOffset.UTC);
        Instant time = Instant.parse("1968-02-28T23:59:58Z");
        while (time.isBefore(Instant.parse("2110-01-01T00:00:00Z"))) {
            String text = HttpDate.format(time);
            assertEquals(jdk.format(time), text);
            assertEquals(time.toEpochMilli(), HttpDate.parse(text));
            time = time.plus(1_000_003, ChronoUnit.SECONDS);
        }
    }

    @Test
    void refusesToFormatYearsThatNeedMoreDigits() {
        assertThrows(IllegalArgumentException.class, () -> HttpDate.format(Instant.parse("+10000-01-01T00:00:00Z")));
        assertThrows(IllegalArgumentException.class, () -> HttpDate.format(Instant.parse("-0001-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT"})
    void readsTheThreeForms(String text) {
        assertEquals(EXAMPLE, HttpDate.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"74, 2074", "75, 2075", "76, 2076", "77, 1977", "26, 2026", "00, 2000"})
    void takesTwoDigitYearToLieAtMostFiftyYearsAhead(String digits, int year) {
        long expected = Instant.parse(year + "-01-01T00:00:00Z").toEpochMilli();

        assertEquals(expected, HttpDate.parse("Monday, 01-Jan-" + digits + " 00:00:00 GMT", 2026));
    }

    @Test
    void countsLeapSecondAsTheSecondBefore() {
        assertEquals(Instant.parse("2016-12-31T23:59:59Z").toEpochMilli(),
                HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Anf 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov   08:49:37 1994", "1994-11-06T08:49:37Z",
            "Sun, 06 ovD 1994 08:49:37 GMT", "Sun Nov    08:49:37 1994"})
    void tellsThatAnythingElseIsNoDate(String text) {
        assertEquals(-1, HttpDate.parse(text));
    }
}

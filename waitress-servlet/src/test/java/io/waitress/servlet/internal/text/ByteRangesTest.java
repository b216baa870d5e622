package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangesTest {

    private static String show(ByteRanges ranges) {
        return ranges.outcome() + ranges.ranges().stream().map(r -> " " + r.first() + "-" + r.last())
                .collect(Collectors.joining());
    }

    /** A representation of 100 bytes. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            bytes=0-0                  ~ PARTIAL 0-0
            bytes=0-99                 ~ PARTIAL 0-99
            bytes=10-                  ~ PARTIAL 10-99
            bytes=-10                  ~ PARTIAL 90-99
            bytes=-200                 ~ PARTIAL 0-99
            bytes=90-200               ~ PARTIAL 90-99
            bytes=0-99999999999999999999999 ~ PARTIAL 0-99
            BYTES = 1-2                ~ PARTIAL 1-2
            bytes= 1-2 , ,4-5          ~ PARTIAL 1-2 4-5
            bytes=4-5,1-2              ~ PARTIAL 4-5 1-2
            bytes=4-5,1-4              ~ PARTIAL 1-5
            bytes=1-2,3-4              ~ PARTIAL 1-4
            bytes=0-,0-,0-             ~ PARTIAL 0-99
            bytes=1-2,200-300          ~ PARTIAL 1-2
            bytes=100-                 ~ UNSATISFIABLE
            bytes=100-200,300-         ~ UNSATISFIABLE
            bytes=-0                   ~ UNSATISFIABLE
            bytes=2-1                  ~ WHOLE
            bytes=1-2,2-1              ~ WHOLE
            bytes=-                    ~ WHOLE
            bytes=                     ~ WHOLE
            bytes=,                    ~ WHOLE
            bytes=a-b                  ~ WHOLE
            bytes=1-2-3                ~ WHOLE
            bytes=--1                  ~ WHOLE
            bytes=+1-2                 ~ WHOLE
            bytes=1                    ~ WHOLE
            bytes 1-2                  ~ WHOLE
            lines=1-2                  ~ WHOLE
            """, delimiter = '~')
    void evaluates(String field, String expected) {
        assertEquals(expected, show(ByteRanges.parse(field, 100)));
    }

    @Test
    void ignoresRangesOfAnEmptyRepresentation() {
        assertEquals("WHOLE", show(ByteRanges.parse("bytes=0-", 0)));
        assertEquals("WHOLE", show(ByteRanges.parse("bytes=-1", 0)));
    }

    @Test
    void ignoresFieldsThatListTooMany() {
        String field = "bytes=" + "0-0,2-2,".repeat(ByteRanges.MAX_RANGES / 2);

        assertEquals(ByteRanges.Outcome.PARTIAL, ByteRanges.parse(field, 100).outcome());
        assertEquals(ByteRanges.Outcome.WHOLE, ByteRanges.parse(field + "4-4", 100).outcome());
    }

    @Test
    void writesContentRange() {
        ByteRanges.Range range = ByteRanges.parse("bytes=5-", 100).ranges().get(0);

        assertEquals("bytes 5-99/100", range.contentRange(100));
        assertEquals(95, range.length());
    }

    @Test
    void neverSelectsMoreThanThereIs() {
        Random random = new Random(14);
        String alphabet = "0123456789-,- ";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder field = new StringBuilder("bytes=");
            int length = random.nextInt(16);
            for (int j = 0; j < length; j++) {
                field.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ByteRanges ranges = ByteRanges.parse(field.toString(), 50);
            long sum = 0;
            for (ByteRanges.Range range : ranges.ranges()) {
                assertTrue(range.first() >= 0 && range.first() <= range.last() && range.last() < 50, field.toString());
                sum += range.length();
            }
            assertTrue(sum <= 50, field.toString());
            assertEquals(ranges.outcome() == ByteRanges.Outcome.PARTIAL, sum > 0, field.toString());
        }
    }
}

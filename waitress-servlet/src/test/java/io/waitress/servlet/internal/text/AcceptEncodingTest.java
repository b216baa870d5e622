package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                                   | gzip     | 0
                                   | identity | 1
            ''                     | gzip     | 0
            gzip, br               | br       | 1000
            gzip, br               | zstd     | 0
            GZIP;q=0.5             | gzip     | 500
            gzip;q=0               | gzip     | 0
            *;q=0.3, gzip          | br       | 300
            *;q=0.3, gzip          | gzip     | 1000
            *;q=0                  | identity | 0
            identity;q=0           | identity | 0
            *                      | identity | 1
            identity;q=0.7         | identity | 700
            gzip;q=0.2             | identity | 1
            """, delimiter = '|')
    void weighsCodings(String field, String coding, int weight) {
        assertEquals(weight, AcceptEncoding.parse(field).weight(coding));
    }

    /** A search that went beyond the end of each element would take minutes. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesTimeInProportionToTheField() {
        assertEquals(1000, AcceptEncoding.parse(",".repeat(8_000_000) + "gzip").weight("gzip"));
        assertEquals(0, AcceptEncoding.parse("a;b,".repeat(2_000_000)).weight("gzip"));
    }

    @Test
    void looksAtSoManyElementsOnly() {
        String most = "x,".repeat(QualityValues.MAX_ELEMENTS - 1);

        assertEquals(1000, AcceptEncoding.parse(most + "gzip").weight("gzip"));
        assertEquals(0, AcceptEncoding.parse(most + "x,gzip").weight("gzip"));
    }
}

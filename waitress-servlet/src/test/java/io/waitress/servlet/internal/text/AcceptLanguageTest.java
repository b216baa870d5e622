package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptLanguageTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''                                 | ''
            de                                 | de
            en-US,en;q=0.9,de;q=0.95           | en-US de en
            da, en-GB;q=0.8, en;q=0.8          | da en-GB en
            fr;q=0, de                         | de
            fr; q=0.001 ,de ; Q=1.000          | de fr
            *, de;q=0.5                        | de
            de, de;q=0.5                       | de
            zh-Hant-TW                         | zh-Hant-TW
            de;q=2, en                         | en
            de;q=x, en;q=, fr;q=0.1234, it     | it
            de;q=1.001, en;q=0.5x, fr          | fr
            en_US, !!, 12, toolongsubtag, de   | de
            ,,de,,                             | de
            de;x=y;q=0.1, en                   | en de
            """, delimiter = '|')
    void ordersLocalesByWeight(String field, String expected) {
        assertEquals(expected, AcceptLanguage.parse(field).stream().map(Locale::toLanguageTag)
                .collect(Collectors.joining(" ")));
    }

    @Test
    void looksAtSoManyLanguagesOnly() {
        String many = IntStream.range(0, 40_000).mapToObj(i -> "de-x-" + i).collect(Collectors.joining(","));

        List<Locale> locales = AcceptLanguage.parse(many);

        assertEquals(QualityValues.MAX_ELEMENTS, locales.size());
        assertEquals("de-x-0", locales.get(0).toLanguageTag());
    }
}

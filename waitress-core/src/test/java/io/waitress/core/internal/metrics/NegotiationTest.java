package io.waitress.core.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.http.MutableHeaders;
import io.waitress.core.internal.metrics.Exposition.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/openmetrics-text                                                     | OPEN_METRICS
            Application/OpenMetrics-Text; version=1.0.0; charset=utf-8                       | OPEN_METRICS
            application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1 | OPEN_METRICS
            application/openmetrics-text;q=0.3, text/plain;q=0.5                             | PROMETHEUS
            application/openmetrics-text;q=0                                                 | PROMETHEUS
            application/openmetrics-text;q=many                                              | PROMETHEUS
            text/html, */*                                                                   | PROMETHEUS
            ,;,;q=1                                                                          | PROMETHEUS
            application/openmetrics-textual                                                  | PROMETHEUS
            """)
    void choosesWhatTheClientPrefers(String accept, Format expected) {
        assertEquals(expected, Negotiation.format(new MutableHeaders().add("Accept", accept)));
    }

    @Test
    void isPlainTextIfNothingIsAsked() {
        assertEquals(Format.PROMETHEUS, Negotiation.format(new MutableHeaders()));
    }
}

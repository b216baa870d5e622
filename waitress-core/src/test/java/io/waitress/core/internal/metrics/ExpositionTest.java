package io.waitress.core.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.metrics.Exposition.Format;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {

    @Test
    void putsTotalWhereTheFormatWantsIt() {
        assertEquals("""
                # HELP a_total What "it" is: \\\\ and \\n.
                # TYPE a_total counter
                a_total{x="1",y="q\\"b\\\\n\\n"} 3
                # HELP b B.
                # TYPE b gauge
                b -0.5
                """, text(Format.PROMETHEUS));
        assertEquals("""
                # HELP a What \\"it\\" is: \\\\ and \\n.
                # TYPE a counter
                a_total{x="1",y="q\\"b\\\\n\\n"} 3
                # HELP b B.
                # TYPE b gauge
                b -0.5
                # EOF
                """, text(Format.OPEN_METRICS));
    }

    private static String text(Format format) {
        Exposition text = new Exposition(format);
        text.family(MetricSink.Kind.COUNTER, "a", "What \"it\" is: \\ and \n.");
        text.sample(3, "x", "1", "y", "q\"b\\n\n");
        text.family(MetricSink.Kind.GAUGE, "b", "B.");
        text.sample(-0.5);
        return text.finish();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "1764000000.25, 1.76400000025E9", "9007199254740991, 9007199254740991",
        "Infinity, +Inf", "-Infinity, -Inf", "NaN, NaN", "1e300, 1.0E300"})
    void writesNumbers(double value, String written) {
        Exposition text = new Exposition(Format.PROMETHEUS);
        text.family(MetricSink.Kind.GAUGE, "a", "A.");
        text.sample(value);

        assertTrue(text.finish().endsWith("\na " + written + "\n"));
    }

    @Test
    void countsUpToAndIncludingABound() {
        Histogram histogram = new Histogram();
        histogram.add(TimeUnit.MICROSECONDS.toNanos(500));
        histogram.add(TimeUnit.MICROSECONDS.toNanos(500) + 1);
        histogram.add(TimeUnit.SECONDS.toNanos(60) + 1);
        Exposition text = new Exposition(Format.OPEN_METRICS);
        text.family(MetricSink.Kind.HISTOGRAM, "h", "H.");
        text.sample(histogram.snapshot());
        String all = text.finish();

        assertTrue(all.contains("h_bucket{le=\"0.0005\"} 1\nh_bucket{le=\"0.001\"} 2\n"), all);
        assertTrue(all.contains("h_bucket{le=\"60.0\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 60.0010000"), all);
        assertTrue(all.endsWith("\nh_count 3\n# EOF\n"), all);
    }
}

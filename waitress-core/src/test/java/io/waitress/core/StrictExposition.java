package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads figures as text and takes nothing that the formats of Prometheus and OpenMetrics do not have. */
final class StrictExposition {

    private static final Pattern DESCRIPTION = Pattern.compile("# (HELP|TYPE) ([a-z][a-z0-9_]*) (.+)");
    private static final String LABEL = "[a-z][a-z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z][a-z0-9_]*)(\\{" + LABEL + "(?:," + LABEL + ")*\\})? ([-+]?[0-9][-+.0-9E]*|[-+]Inf|NaN)");
    private static final Pattern BOUND = Pattern.compile("\\{le=\"([0-9]+\\.[0-9]+|\\+Inf)\"\\}");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final boolean openMetrics;

    private StrictExposition(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Returns the value of every sample by its name and labels as they are written. */
    static Map<String, Double> parse(String text, boolean openMetrics) {
        StrictExposition parser = new StrictExposition(openMetrics);
        parser.readAll(text);
        return parser.samples;
    }

    private void readAll(String text) {
        assertTrue(text.endsWith(openMetrics ? "\n# EOF\n" : "\n"), "the end");
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        assertEquals("", lines.remove(lines.size() - 1));
        if (openMetrics) {
            lines.remove(lines.size() - 1);
        }
        String family = null;
        Set<String> helped = new HashSet<>();
        for (String line : lines) {
            Matcher description = DESCRIPTION.matcher(line);
            if (description.matches()) {
                String name = description.group(2);
                if (description.group(1).equals("HELP")) {
                    assertTrue(helped.add(name), line);
                    family = null;
                } else {
                    assertTrue(helped.contains(name), line);
                    assertNull(types.put(name, description.group(3)), line);
                    assertEquals(!openMetrics && description.group(3).equals("counter"), name.endsWith("_total"), line);
                    family = name;
                }
            } else {
                assertNotNull(family, line);
                readSample(family, line);
            }
        }
        assertEquals(helped, types.keySet());
        types.forEach((name, type) -> {
            if (type.equals("histogram")) {
                checkHistogram(name);
            }
        });
    }

    private void readSample(String family, String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        String name = sample.group(1);
        String labels = sample.group(2) == null ? "" : sample.group(2);
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        switch (types.get(family)) {
            case "gauge" -> assertEquals(family, name, line);
            case "counter" -> {
                assertEquals(openMetrics ? family + "_total" : family, name, line);
                assertTrue(value >= 0, line);
            }
            case "histogram" -> assertTrue(
                    name.equals(family + "_bucket") ? BOUND.matcher(labels).matches() : labels.isEmpty()
                            && (name.equals(family + "_sum") || name.equals(family + "_count")), line);
            default -> throw new AssertionError(line);
        }
        assertNull(samples.put(name + labels, value), line);
    }

    private void checkHistogram(String family) {
        double bound = Double.NEGATIVE_INFINITY;
        double upTo = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            if (sample.getKey().startsWith(family + "_bucket")) {
                Matcher label = BOUND.matcher(sample.getKey().substring((family + "_bucket").length()));
                assertTrue(label.matches(), sample::toString);
                double next = Double.parseDouble(label.group(1).replace("Inf", "Infinity"));
                assertTrue(next > bound && sample.getValue() >= upTo, sample::toString);
                bound = next;
                upTo = sample.getValue();
            }
        }
        assertEquals(Double.POSITIVE_INFINITY, bound, family);
        assertEquals(upTo, samples.get(family + "_count"), family);
        assertNotNull(samples.get(family + "_sum"), family);
    }
}

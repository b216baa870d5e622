package io.waitress.servlet.internal.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads lists whose elements carry a weight (RFC 9110, section 12.4.2). */
final class QualityValues {

    /** More elements than any client sends in earnest; what follows is not looked at. */
    static final int MAX_ELEMENTS = 64;

    /**
     * An element of such a list.
     *
     * @param value the element without parameters
     * @param weight its weight in thousandths, 0 to 1000
     */
    record Weighted(String value, int weight) {
    }

    private QualityValues() {
    }

    /**
     * Returns the elements by falling weight, equal weights in the order given, without those of a bad weight. Stops
     * after {@value #MAX_ELEMENTS}.
     */
    static List<Weighted> parse(String field) {
        List<Weighted> elements = new ArrayList<>(4);
        int start = 0;
        boolean sorted = true;
        while (start <= field.length() && elements.size() < MAX_ELEMENTS) {
            int comma = field.indexOf(',', start);
            int end = comma < 0 ? field.length() : comma;
            String element = field.substring(start, end);
            int semicolon = element.indexOf(';');
            String value = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
            int weight = semicolon < 0 ? 1000 : weight(element.substring(semicolon + 1));
            if (!value.isEmpty() && weight >= 0) {
                sorted &= elements.isEmpty() || elements.get(elements.size() - 1).weight >= weight;
                elements.add(new Weighted(value, weight));
            }
            start = end + 1;
        }
        if (!sorted) {
            elements.sort(Comparator.comparingInt(Weighted::weight).reversed());
        }
        return elements;
    }

    /** Returns the weight among the parameters in thousandths, 1000 if there is none, -1 if it is malformed. */
    private static int weight(String parameters) {
        for (String parameter : parameters.split(";")) {
            String stripped = parameter.strip();
            if (stripped.length() >= 2 && (stripped.charAt(0) | 0x20) == 'q' && stripped.charAt(1) == '=') {
                return thousandths(stripped.substring(2));
            }
        }
        return 1000;
    }

    private static int thousandths(String text) {
        if (text.isEmpty() || text.length() > 5 || text.length() > 1 && text.charAt(1) != '.') {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 5; i++) {
            if (i == 1) {
                continue;
            }
            char c = i < text.length() ? text.charAt(i) : '0';
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > 1000 ? -1 : value;
    }
}

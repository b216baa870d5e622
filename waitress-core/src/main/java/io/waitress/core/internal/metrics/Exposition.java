package io.waitress.core.internal.metrics;

import java.util.Locale;

/**
 * Figures as text, in one of the two formats that Prometheus reads: its own (0.0.4) or OpenMetrics (1.0.0). These differ
 * in where a counter's {@code _total} belongs, in what is escaped in help, and in the last line. Used by one thread.
 */
public final class Exposition implements MetricSink {

    private static final int USUAL_LENGTH = 16 * 1024;
    private static final double EXACT = 1L << 53;

    /** How the text is written. */
    public enum Format {
        /** What every collector reads. */
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        /** For those who ask for it. */
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** Returns the media type with its parameters. */
        public String contentType() {
            return contentType;
        }
    }

    private final Format format;
    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);
    private String name;
    private String suffix;

    /** Begins an empty text. */
    public Exposition(Format format) {
        this.format = format;
    }

    /** Returns the whole text. Called once, at the end. */
    public String finish() {
        if (format == Format.OPEN_METRICS) {
            text.append("# EOF\n");
        }
        return text.toString();
    }

    @Override
    public void family(Kind kind, String familyName, String help) {
        name = familyName;
        suffix = kind == Kind.COUNTER ? "_total" : "";
        String described = format == Format.OPEN_METRICS ? name : name + suffix;
        text.append("# HELP ").append(described).append(' ');
        escape(help, format == Format.OPEN_METRICS);
        text.append("\n# TYPE ").append(described).append(' ').append(kind.name().toLowerCase(Locale.ROOT)).append('\n');
    }

    @Override
    public void sample(double value, String... labels) {
        text.append(name).append(suffix);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1], true);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ");
        number(value);
        text.append('\n');
    }

    @Override
    public void sample(Histogram.Snapshot histogram) {
        for (int i = 0; i < histogram.upTo().length; i++) {
            text.append(name).append("_bucket{le=\"").append(Histogram.Snapshot.bound(i)).append("\"} ")
                    .append(histogram.upTo()[i]).append('\n');
        }
        text.append(name).append("_sum ");
        number(histogram.sum());
        text.append('\n').append(name).append("_count ").append(histogram.count()).append('\n');
    }

    private void number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            text.append((long) value);
        } else if (Double.isInfinite(value)) {
            text.append(value > 0 ? "+Inf" : "-Inf");
        } else {
            text.append(value);     // NaN as well is spelled as Java does
        }
    }

    private void escape(String raw, boolean quotes) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '"' -> text.append(quotes ? "\\\"" : "\"");
                default -> text.append(c);
            }
        }
    }
}

package io.waitress.core.internal.metrics;

/** Where figures go: first a family, then its samples. Used by one thread. */
interface MetricSink {

    /** What a family's figures do. */
    enum Kind {
        /** Only grows while the server runs. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts by size. */
        HISTOGRAM
    }

    /**
     * Begins a family.
     *
     * @param name of lower-case letters, digits and underscores, with its unit, without {@code _total}
     * @param help one sentence
     */
    void family(Kind kind, String name, String help);

    /**
     * Adds a sample to the family begun last, which is no histogram.
     *
     * @param labels names and values in turn
     */
    void sample(double value, String... labels);

    /** Adds the one histogram of the family begun last. */
    void sample(Histogram.Snapshot histogram);
}

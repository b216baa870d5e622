package io.waitress.core.internal.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts times by their length. Any thread; who adds waits for nobody. */
final class Histogram {

    private static final double NANOS_PER_SECOND = 1e9;

    /** The upper bounds of all buckets but the last, in s, as OpenMetrics spells them. */
    private static final String[] BOUNDS = {"0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1",
        "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "60.0"};

    private final long[] boundsNanos = new long[BOUNDS.length];
    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sum = new LongAdder();

    Histogram() {
        for (int i = 0; i < BOUNDS.length; i++) {
            boundsNanos[i] = Math.round(Double.parseDouble(BOUNDS[i]) * NANOS_PER_SECOND);
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void add(long nanos) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(nanos);
    }

    Snapshot snapshot() {
        long[] upTo = new long[counts.length];
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i].sum();
            upTo[i] = total;
        }
        return new Snapshot(upTo, sum.sum() / NANOS_PER_SECOND);
    }

    /**
     * What was counted.
     *
     * @param upTo how many were not longer than each {@link #bound}; never decreases
     * @param sum of all, in s
     */
    record Snapshot(long[] upTo, double sum) {

        long count() {
            return upTo[upTo.length - 1];
        }

        /** Returns the upper bound of a bucket in s; that of the last one is infinite. */
        static String bound(int bucket) {
            return bucket < BOUNDS.length ? BOUNDS[bucket] : "+Inf";
        }
    }
}

package io.waitress.benchmarks.load;

/** Latencies in buckets of one microsecond, up to four seconds. Confined to one thread. */
final class Histogram {

    private final int[] buckets = new int[4_000_000];
    private long count;
    private long max;

    void add(long micros) {
        buckets[(int) Math.min(micros, buckets.length - 1)]++;
        max = Math.max(max, micros);
        count++;
    }

    long max() {
        return max;
    }

    /** Returns the least latency that this share of all does not exceed. */
    long percentile(double share) {
        long wanted = (long) Math.ceil(count * share);
        long seen = 0;
        for (int i = 0; i < buckets.length - 1; i++) {
            seen += buckets[i];
            if (seen >= wanted && seen > 0) {
                return i;
            }
        }
        return max;
    }
}

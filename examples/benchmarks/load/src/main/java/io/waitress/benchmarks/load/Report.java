package io.waitress.benchmarks.load;

import java.util.Locale;

/**
 * What a run found.
 *
 * @param sent       requests sent, those of the warm-up included
 * @param answered   requests of the measured time with a 2xx answer
 * @param failed     requests with another answer or a broken connection
 * @param unanswered requests without any answer at the end
 * @param late       requests that the generator itself sent more than 1 ms late
 * @param seconds    the measured time
 * @param latency    the latencies of the measured time
 */
record Report(long sent, long answered, long failed, long unanswered, long late, double seconds, Histogram latency) {

    String json() {
        return String.format(Locale.ROOT, "{\"requests\": %d, \"rps\": %.1f, \"errors\": %d, \"late\": %d, "
                + "\"p50_us\": %d, \"p99_us\": %d, \"p999_us\": %d, \"max_us\": %d}",
                sent, answered / seconds, failed + unanswered, late,
                latency.percentile(0.5), latency.percentile(0.99), latency.percentile(0.999), latency.max());
    }
}

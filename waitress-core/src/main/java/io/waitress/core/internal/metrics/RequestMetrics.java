package io.waitress.core.internal.metrics;

import io.waitress.core.exchange.ExchangeObserver;
import io.waitress.core.exchange.Observation;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by method and status, and their times. Any thread; who counts waits for nobody. */
public final class RequestMetrics implements ExchangeObserver {

    /** A client may invent methods, but not figures: all others are one. */
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
        "CONNECT", "other"};
    private static final int OTHER = METHODS.length - 1;
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    private static final int CLASS_SIZE = 100;

    private final LongAdder[] requests = new LongAdder[METHODS.length * CLASSES.length];
    private final LongAdder cut = new LongAdder();
    private final Histogram durations = new Histogram();
    private final Histogram waits = new Histogram();

    /** Counts from here on. */
    public RequestMetrics() {
        for (int i = 0; i < requests.length; i++) {
            requests[i] = new LongAdder();
        }
    }

    @Override
    public void ended(Observation exchange) {
        int method = exchange.request() == null ? OTHER : methodIndex(exchange.request().method());
        int status = exchange.status() / CLASS_SIZE;
        requests[method * CLASSES.length + (status < CLASSES.length ? status : 0)].increment();
        if (exchange.cut()) {
            cut.increment();
        }
        durations.add(exchange.durationNanos());
        waits.add(exchange.waitedNanos());
    }

    void write(MetricSink sink) {
        sink.family(MetricSink.Kind.COUNTER, "waitress_requests",
                "Requests that have ended, by method and class of the status; none if there was no response.");
        for (int i = 0; i < requests.length; i++) {
            long count = requests[i].sum();
            if (count > 0) {
                sink.sample(count, "method", METHODS[i / CLASSES.length], "status", CLASSES[i % CLASSES.length]);
            }
        }
        sink.family(MetricSink.Kind.COUNTER, "waitress_responses_cut",
                "Responses that were cut off because the client had gone or the application had failed.");
        sink.sample(cut.sum());
        sink.family(MetricSink.Kind.HISTOGRAM, "waitress_request_duration_seconds",
                "Time from the complete request to the end of the response.");
        sink.sample(durations.snapshot());
        sink.family(MetricSink.Kind.HISTOGRAM, "waitress_request_queue_seconds",
                "Time that requests have waited for a worker.");
        sink.sample(waits.snapshot());
    }

    private static int methodIndex(String method) {
        for (int i = 0; i < OTHER; i++) {
            if (METHODS[i].equals(method)) {
                return i;
            }
        }
        return OTHER;
    }
}

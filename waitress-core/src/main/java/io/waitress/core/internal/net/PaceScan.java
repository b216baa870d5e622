package io.waitress.core.internal.net;

import io.waitress.core.settings.AdmissionSettings;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Lets each connection look, several times within the shortest limit, whether its client keeps within the limits of
 * {@link AdmissionSettings}. One scan instead of a timer per request. Confined to the dispatcher role.
 */
final class PaceScan {

    private static final int SCANS_PER_LIMIT = 5;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Dispatcher dispatcher;
    private final long intervalNanos;

    PaceScan(Dispatcher dispatcher, AdmissionSettings settings) {
        this.dispatcher = dispatcher;
        long shortest = LongStream.of(Deadlines.nanos(settings.headerTimeout()),
                settings.queueTimeout().isZero() ? Long.MAX_VALUE : Deadlines.nanos(settings.queueTimeout()),
                settings.minReceiveRate() == 0 ? Long.MAX_VALUE : Pace.RECEIVE_WINDOW.toNanos(),
                settings.minSendRate() == 0 ? Long.MAX_VALUE : Pace.SEND_WINDOW.toNanos()).min().orElseThrow();
        this.intervalNanos = Math.max(SHORTEST_NANOS, shortest / SCANS_PER_LIMIT);
    }

    void schedule() {
        dispatcher.deadlines().schedule(intervalNanos, this::run);
    }

    private void run() {
        schedule();
        long now = dispatcher.nowNanos();
        dispatcher.connections().forEach(connection -> connection.checkPace(now));
    }
}

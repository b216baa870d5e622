package io.waitress.core.internal.net;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which no byte has moved for {@code channelTimeout} and on which it has been the client's turn
 * since then: to send a request or the rest of one, or to take a response. One scan per {@code cleanupInterval} instead of a timer per request.
 * Confined to the dispatcher role.
 */
final class IdleScan {

    private static final Logger LOG = LoggerFactory.getLogger(IdleScan.class);

    private final Dispatcher dispatcher;
    private final long intervalNanos;
    private final long timeoutNanos;

    IdleScan(Dispatcher dispatcher, Duration interval, Duration timeout) {
        this.dispatcher = dispatcher;
        this.intervalNanos = Deadlines.nanos(interval);
        this.timeoutNanos = Deadlines.nanos(timeout);
    }

    void schedule() {
        dispatcher.deadlines().schedule(intervalNanos, this::run);
    }

    private void run() {
        schedule();
        long now = dispatcher.nowNanos();
        dispatcher.connections().forEach(connection -> {
            // looked at again: an application that begins to wait for the client says so first
            if (silent(connection, now) && connection.stallable() && silent(connection, now)) {
                LOG.debug("Connection {} from {} has been idle for too long", connection.id(),
                        connection.remoteAddress());
                connection.closeStalled();
            }
        });
    }

    private boolean silent(Connection connection, long now) {
        return now - connection.lastActivity() >= timeoutNanos;
    }
}

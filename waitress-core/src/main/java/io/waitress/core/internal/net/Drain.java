package io.waitress.core.internal.net;

import java.util.concurrent.TimeUnit;

/**
 * Empties one dispatcher: closes connections as they become idle, until those that remain only wait for the peer's end.
 * Confined to the dispatcher role.
 */
final class Drain {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Dispatcher dispatcher;
    private final Runnable done;
    private boolean busy;

    Drain(Dispatcher dispatcher, Runnable done) {
        this.dispatcher = dispatcher;
        this.done = done;
    }

    void run() {
        busy = false;
        dispatcher.connections().forEach(connection -> {
            if (connection.drainable()) {
                connection.closeNow();
            } else if (!connection.lingering()) {
                busy = true;
            }
        });
        if (busy) {
            dispatcher.deadlines().schedule(PAUSE_NANOS, this::run);
        } else {
            done.run();
        }
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.internal.net.Deadlines;
import io.waitress.core.internal.net.Dispatcher;
import java.time.Duration;

/**
 * The one deadline of an exchange. Any thread sets and clears it; the dispatcher keeps the time. A deadline that was
 * replaced just before it expired does nothing: only the current one runs its task.
 */
final class ExchangeDeadline {

    private final Http1Exchange exchange;
    private final Dispatcher dispatcher;

    /** The deadline that counts, or null. */
    private volatile Expiry current;

    /** What the dispatcher is waiting for, or null. Owner: dispatcher role. */
    private Deadlines.Handle handle;

    ExchangeDeadline(Http1Exchange exchange, Dispatcher dispatcher) {
        this.exchange = exchange;
        this.dispatcher = dispatcher;
    }

    void set(Duration after, Runnable onExpiry) {
        Expiry expiry = new Expiry(System.nanoTime() + after.toNanos(), onExpiry);
        current = expiry;
        dispatcher.execute(() -> schedule(expiry));
    }

    void clear() {
        if (current != null) {
            current = null;
            dispatcher.executeLazily(this::cancel);
        }
    }

    private void schedule(Expiry expiry) {
        if (current == expiry) {
            cancel();
            handle = dispatcher.deadlines().schedule(Math.max(0, expiry.atNanos - System.nanoTime()),
                    () -> expire(expiry));
        }
    }

    private void expire(Expiry expiry) {
        handle = null;
        if (current == expiry) {
            current = null;
            exchange.execute(expiry.task);
        }
    }

    private void cancel() {
        if (handle != null) {
            handle.cancel();
            handle = null;
        }
    }

    private record Expiry(long atNanos, Runnable task) {
    }
}

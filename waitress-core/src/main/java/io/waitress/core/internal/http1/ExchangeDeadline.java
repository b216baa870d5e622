package io.waitress.core.internal.http1;

import io.waitress.core.internal.net.Deadlines;
import io.waitress.core.internal.net.Dispatcher;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one deadline of an exchange. Any thread sets and clears it; the dispatcher keeps the time. Its task runs only if
 * the deadline still counts when the exchange gets to it, so that whoever runs the exchange can rely on having taken it
 * back.
 */
final class ExchangeDeadline {

    private final Http1Exchange exchange;
    private final Dispatcher dispatcher;

    /** The deadline that counts, or null. */
    private final AtomicReference<Expiry> current = new AtomicReference<>();

    /** What the dispatcher is waiting for, or null. Owner: dispatcher role. */
    private Deadlines.Handle handle;

    ExchangeDeadline(Http1Exchange exchange, Dispatcher dispatcher) {
        this.exchange = exchange;
        this.dispatcher = dispatcher;
    }

    void set(Duration after, Runnable onExpiry) {
        Expiry expiry = new Expiry(System.nanoTime() + Deadlines.nanos(after), onExpiry);
        current.set(expiry);
        dispatcher.execute(() -> schedule(expiry));
    }

    void clear() {
        if (current.getAndSet(null) != null) {
            dispatcher.executeLazily(this::cancel);
        }
    }

    private void schedule(Expiry expiry) {
        if (current.get() == expiry) {
            cancel();
            handle = dispatcher.deadlines().schedule(Math.max(0, expiry.atNanos - System.nanoTime()),
                    () -> expire(expiry));
        }
    }

    private void expire(Expiry expiry) {
        handle = null;
        exchange.execute(() -> run(expiry));
    }

    /** Runs the task, unless the deadline was replaced or taken back since its time came. */
    private void run(Expiry expiry) {
        if (current.compareAndSet(expiry, null)) {
            expiry.task.run();
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

package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ByteOutput;
import jakarta.servlet.WriteListener;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The non-blocking half of an output stream, from {@code setWriteListener} on.
 *
 * <pre>
 *   WAITING ──callback──► READY ──write──► UNKNOWN ──isReady, not writable──► WAITING
 *                           ▲                 │
 *                           └──isReady, writable           any ──close or failure──► DONE
 * </pre>
 *
 * <p>Callbacks come through the exchange, never two at once. The application may write on a thread of its own, but not
 * on two; while WAITING only the callback changes the state. DONE is for good: every other change is by compare-and-set,
 * as the application may close the stream while a callback is on its way.
 */
final class WriteReadiness {

    private enum State { WAITING, READY, UNKNOWN, DONE }

    private final ByteOutput output;
    private final WriteListener listener;
    private final StreamOwner owner;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    WriteReadiness(ByteOutput output, WriteListener listener, StreamOwner owner) {
        this.output = output;
        this.listener = listener;
        this.owner = owner;
    }

    /** Asks for the first callback. */
    void start() {
        output.onWritable(this::onWritable);
    }

    boolean isReady() {
        return switch (state.get()) {
            case READY, DONE -> true;
            case WAITING -> false;
            case UNKNOWN -> look();
        };
    }

    private boolean look() {
        if (output.isWritable()) {
            state.compareAndSet(State.UNKNOWN, State.READY);
            return true;
        }
        if (state.compareAndSet(State.UNKNOWN, State.WAITING)) {
            output.onWritable(this::onWritable);
        }
        return false;
    }

    /**
     * Allows one write.
     *
     * @param strict whether {@link #isReady} must have been asked since the last write
     * @throws IllegalStateException if a write might wait
     */
    void beforeWrite(boolean strict) {
        boolean allowed = switch (state.get()) {
            case READY, DONE -> true;
            case WAITING -> false;
            case UNKNOWN -> !strict && output.isWritable();
        };
        if (!allowed) {
            throw new IllegalStateException(
                    "isReady() must return true before each write while a WriteListener is set");
        }
        state.compareAndSet(State.READY, State.UNKNOWN);
    }

    /** The stream was closed: no more callbacks. */
    void close() {
        state.set(State.DONE);
    }

    private void onWritable() {
        if (!state.compareAndSet(State.WAITING, State.READY)) {
            return;
        }
        Throwable thrown = owner.call(listener::onWritePossible);
        if (thrown != null) {
            state.set(State.DONE);
            owner.call(() -> listener.onError(thrown));
            owner.listenerFailed(thrown);
        }
    }
}

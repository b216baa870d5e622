package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ByteInput;
import jakarta.servlet.ReadListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The non-blocking half of an input stream, from {@code setReadListener} on.
 *
 * <pre>
 *   WAITING ──callback, a byte is there──► READY ──read──► UNKNOWN ──isReady, none yet──► WAITING
 *      │                                     ▲                │ │
 *      │                                     └─isReady, byte──┘ └─isReady, end──► END
 *      └──callback, end──► END ──callback──► onAllDataRead            any ──failure──► FAILED ──callback──► onError
 * </pre>
 *
 * <p>Readiness is found out by reading one byte ahead, so the end is known before the application meets it. Callbacks
 * come through the exchange, never two at once. The application may read on a thread of its own, but not on two; while
 * WAITING only the callback touches the input.
 */
final class ReadReadiness {

    private enum State { WAITING, READY, UNKNOWN, END, FAILED }

    private final ByteInput input;
    private final ReadListener listener;
    private final StreamOwner owner;
    private final ByteBuffer ahead = ByteBuffer.allocate(1).limit(0);   // holds the byte read ahead, if any
    private volatile State state = State.WAITING;
    private volatile Throwable failure;     // written before FAILED
    private boolean lastCallMade;           // confined to callbacks: onAllDataRead or onError ran

    ReadReadiness(ByteInput input, ReadListener listener, StreamOwner owner) {
        this.input = input;
        this.listener = listener;
        this.owner = owner;
    }

    /** Asks for the first callback. */
    void start() {
        input.onReadable(this::onReadable);
    }

    boolean ended() {
        return state == State.END;
    }

    boolean isReady() {
        if (state == State.UNKNOWN) {
            look();
        }
        return state == State.READY;
    }

    /**
     * Reads what is there.
     *
     * @param strict whether {@link #isReady} must have been asked since the last read
     * @return the number of bytes, or -1 at the end
     * @throws IllegalStateException if nothing can be read without waiting
     */
    int read(ByteBuffer target, boolean strict) throws IOException {
        if (state == State.UNKNOWN && !strict) {
            look();
        }
        return switch (state) {
            case READY -> take(target);
            case END -> -1;
            case FAILED -> throw new IOException("Reading the request body failed before", failure);
            case WAITING, UNKNOWN -> throw new IllegalStateException(
                    "isReady() must return true before each read while a ReadListener is set");
        };
    }

    private int take(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        target.put(ahead);
        state = State.UNKNOWN;
        try {
            int more = target.hasRemaining() ? input.read(target) : 0;
            if (more < 0) {
                end();
                return 1;
            }
            return 1 + more;
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }

    /** The declared length has been read, or the end was met. */
    void end() {
        if (state != State.END) {
            state = State.END;
            input.onReadable(this::onReadable);
        }
    }

    private void look() {
        try {
            int read = input.read(ahead.clear());
            ahead.flip();
            if (read > 0) {
                state = State.READY;
            } else if (read < 0) {
                end();
            } else {
                state = State.WAITING;
                input.onReadable(this::onReadable);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        state = State.FAILED;
        input.onReadable(this::onReadable);
    }

    private void onReadable() {
        if (state == State.WAITING) {
            look();
            if (state == State.READY) {
                callBack(listener::onDataAvailable);
            }
        }
        if (state == State.END && !lastCallMade) {
            lastCallMade = true;
            callBack(listener::onAllDataRead);
            owner.inputEnded();
        }
        if (state == State.FAILED && !lastCallMade) {
            lastCallMade = true;
            reportFailure();
        }
    }

    private void callBack(Invocation.Call call) {
        Throwable thrown = owner.call(call);
        if (thrown != null) {
            fail(thrown);
            lastCallMade = true;
            reportFailure();
        }
    }

    private void reportFailure() {
        Throwable cause = failure;
        owner.call(() -> listener.onError(cause));
        owner.listenerFailed(cause);
    }
}

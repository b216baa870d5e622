package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.MalformedBodyException;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A body that arrives while the application has it. Written by the dispatcher, read by whoever runs the exchange, as
 * {@link ArrivingInput} says.
 */
final class StreamedBody implements RequestBody, BodySource {

    /** How much may be unread before the client is held back: enough for it to send on while the application works. */
    private static final int WINDOW = 128 * 1024;

    private final long length;
    private final ArrivingInput input;
    private Http1Exchange exchange;             // set before the exchange is published
    private Headers trailers = Headers.empty(); // set before the end is

    /**
     * @param length as declared, or -1
     * @param resume makes the dispatcher ask again whether there is room; any thread
     * @param onWait told before a reader begins to wait for the client; any thread
     */
    StreamedBody(long length, Runnable resume, Runnable onWait) {
        this.length = length;
        this.input = new ArrivingInput(WINDOW, task -> exchange.execute(task), resume, onWait);
    }

    // ---- dispatcher role ----

    void exchange(Http1Exchange value) {
        exchange = value;
    }

    boolean hasRoom() {
        return input.hasRoom();
    }

    boolean awaited() {
        return input.awaited();
    }

    void offer(OverflowBuffer piece) {
        input.offer(piece);
    }

    void end(Headers fields) {
        trailers = fields;
        input.end();
    }

    /** Says why the rest does not come. */
    void fail(Exception cause) {
        if (cause instanceof HttpException refusal) {
            input.fail(() -> new MalformedBodyException(refusal));
        } else {
            input.fail(() -> cause instanceof ClientDisconnectedException
                    ? new ClientDisconnectedException(cause.getMessage(), cause)
                    : new IOException("The rest of the request body is lost: " + cause.getMessage(), cause));
        }
    }

    // ---- any thread ----

    @Override
    public RequestBody open(Http1Exchange opening) {
        return this;
    }

    @Override
    public boolean broken() {
        return input.broken();
    }

    @Override
    public void close() {
        input.close();
    }

    // ---- whoever runs the exchange ----

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public InputStream stream() {
        return input.stream();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return input.read(target);
    }

    @Override
    public void onReadable(Runnable once) {
        input.onReadable(once);
    }

    @Override
    public Headers trailers() {
        return trailersReady() ? trailers : Headers.empty();
    }

    @Override
    public boolean trailersReady() {
        return input.ended() && (trailers.size() == 0 || input.drained());
    }
}

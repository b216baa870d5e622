package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ByteInput;
import io.waitress.core.exchange.ByteOutput;
import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.exchange.UpgradedConnection;
import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.buffer.OverflowBuffer;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A connection after a 101: what the client sends goes to {@link ArrivingInput}, one chunk at a time, and what the
 * application writes goes to the socket. The methods of {@link Protocol} are called by the dispatcher, those of
 * {@link UpgradedConnection} by any thread.
 */
final class UpgradedProtocol implements Protocol, UpgradedConnection, SerialTasks.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradedProtocol.class);

    private static final MemoryBudget UNCOUNTED = new MemoryBudget(Long.MAX_VALUE);

    /** Marks a callback that has been taken because the connection has closed. */
    private static final Runnable CLOSED = () -> { };

    private final Connection connection;
    private final ConnectionInfo info;
    private final Level disconnectionLevel;
    private final SerialTasks tasks;
    private final ArrivingInput input;
    private final ByteOutput output;

    /** The application's callback, {@link #CLOSED}, or null for neither. */
    private final AtomicReference<Runnable> onClosed = new AtomicReference<>();

    UpgradedProtocol(Http1Context context, Connection connection, ConnectionInfo info) {
        this.connection = connection;
        this.info = info;
        this.disconnectionLevel = context.disconnectionLevel();
        this.tasks = new SerialTasks(context.workers(), this, false);
        this.input = new ArrivingInput(1, tasks::execute, () -> connection.dispatcher().execute(this::resume),
                connection::bytesMoved);
        this.output = new UpgradedOutput(connection.outbound(), this);
    }

    /**
     * Starts the handler on a worker. Dispatcher role only, after {@link Connection#switchProtocol}.
     *
     * @param received bytes that came after the request, or null
     * @param ended whether the client has ended its output
     */
    void begin(UpgradeHandler handler, ByteBuffer received, boolean ended) {
        if (received != null) {
            offer(received);
        }
        if (ended) {
            input.end();
        }
        connection.readInterest(!ended);
        tasks.execute(() -> {
            try {
                handler.upgraded(this);
            } catch (Exception e) {
                failed(e);
            }
        });
    }

    @Override
    public boolean wantsBytes() {
        return input.hasRoom();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        offer(bytes);
    }

    /** A chunk or two for each connection are not worth an account. */
    private void offer(ByteBuffer bytes) {
        OverflowBuffer piece = new OverflowBuffer(Long.MAX_VALUE, UNCOUNTED);
        try {
            piece.append(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory alone is written to", e);
        }
        input.offer(piece);
    }

    private void resume() {
        if (!input.ended()) {
            connection.readInterest(true);
        }
    }

    @Override
    public void onEndOfInput() {
        input.end();
    }

    @Override
    public void onDrained() {
        // Writers wait in Outbound, which tells them itself.
    }

    @Override
    public void onClosed() {
        input.fail(() -> new ClientDisconnectedException("The connection closed before the end of input"));
        Runnable callback = onClosed.getAndSet(CLOSED);
        if (callback != null) {
            execute(callback);
        }
    }

    /** Never: neither side has to say anything for as long as it likes. */
    @Override
    public boolean idle() {
        return false;
    }

    /** Always: nothing tells when a conversation is over. */
    @Override
    public boolean endsWithServer() {
        return true;
    }

    @Override
    public ByteInput input() {
        return input;
    }

    @Override
    public ByteOutput output() {
        return output;
    }

    @Override
    public ConnectionInfo connection() {
        return info;
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    @Override
    public void close() {
        connection.closeAfterFlush();
    }

    @Override
    public void onClosed(Runnable once) {
        Runnable before = onClosed.get();
        if (before == CLOSED || !onClosed.compareAndSet(before, once)) {
            execute(once);
        }
    }

    /** Also when the connection has closed: the task that says so is one of them. */
    @Override
    public void perform(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failed(e);
            Failures.rethrowIfFatal(e);
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof ClientDisconnectedException) {
            LOG.atLevel(disconnectionLevel).log("Client disconnected after an upgrade: {}", cause.getMessage());
        } else {
            LOG.error("Failed to serve connection {} after an upgrade", connection.id(), cause);
        }
        connection.close();
    }
}

package io.waitress.core.internal.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends every byte back, on the dispatcher. A {@code Q} asks for the end, a {@code B} keeps the connection busy. */
class EchoProtocol implements Protocol {

    final Connection connection;
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    volatile boolean busy;

    EchoProtocol(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void onBytes(ByteBuffer input) {
        byte last = input.get(input.limit() - 1);
        busy |= last == 'B';
        try {
            connection.outbound().write(input, null, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (last == 'Q') {
            connection.closeAfterFlush();
        }
    }

    @Override
    public void onEndOfInput() {
        events.add("end of input");
        connection.closeAfterFlush();
    }

    @Override
    public void onDrained() {
        events.add("drained");
    }

    @Override
    public void onClosed() {
        events.add("closed");
    }

    @Override
    public boolean idle() {
        return !busy;
    }
}

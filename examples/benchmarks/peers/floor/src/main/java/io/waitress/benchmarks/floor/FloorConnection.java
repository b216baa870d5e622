package io.waitress.benchmarks.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * One connection. While {@code busy} it belongs to a worker, otherwise to the selector's thread:
 * <pre>
 *   reading --request--> busy --all written--> reading
 *                        busy --socket full--> writing (OP_WRITE, selector's thread) --all written--> reading
 *                        busy --more arrives--> OP_READ removed; the worker puts it back
 * </pre>
 */
final class FloorConnection implements Runnable {

    private static final byte[] CLOSE = "\r\nConnection: close\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Answers answers;
    private final Executor workers;
    private final ByteBuffer input = ByteBuffer.allocateDirect(8192);
    private ByteBuffer[] output = new ByteBuffer[16];
    private int pending;
    private boolean last;
    private volatile boolean busy;
    private volatile boolean paused;

    FloorConnection(SocketChannel channel, SelectionKey key, Answers answers, Executor workers) {
        this.channel = channel;
        this.key = key;
        this.answers = answers;
        this.workers = workers;
    }

    /** Called by the selector's thread. */
    void ready() {
        try {
            if (key.isWritable()) {
                write();
            } else {
                read();
            }
        } catch (IOException | CancelledKeyException e) {
            close();
        }
    }

    /** Writes what is pending. Called by a worker. */
    @Override
    public void run() {
        try {
            write();
        } catch (IOException | CancelledKeyException e) {
            close();
        }
    }

    private void read() throws IOException {
        if (busy) {
            paused = true;
            key.interestOps(0);
            if (!busy) {
                resume();
            }
            return;
        }
        if (channel.read(input) < 0) {
            close();
            return;
        }
        parse();
        if (pending > 0) {
            busy = true;
            workers.execute(this);
        }
    }

    private void parse() {
        int start = 0;
        int end = input.position();
        for (int i = 3; i < end; i++) {
            if (input.get(i) == '\n' && input.get(i - 1) == '\r' && input.get(i - 2) == '\n') {
                last |= asksToClose(start, i);
                if (pending == output.length) {
                    output = Arrays.copyOf(output, pending * 2);
                }
                output[pending++] = answers.find(input.get(start + "GET /".length()), last);
                start = i + 1;
            }
        }
        input.flip().position(start);
        input.compact();
    }

    private boolean asksToClose(int from, int to) {
        for (int i = from; i <= to - CLOSE.length; i++) {
            if (input.get(i) == '\r' && matches(i)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(int at) {
        for (int i = 0; i < CLOSE.length; i++) {
            if (input.get(at + i) != CLOSE[i]) {
                return false;
            }
        }
        return true;
    }

    private void write() throws IOException {
        if (pending == 1) {
            channel.write(output[0]);
        } else {
            channel.write(output, 0, pending);
        }
        if (output[pending - 1].hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            key.selector().wakeup();
            return;
        }
        boolean wasWriting = key.interestOps() == SelectionKey.OP_WRITE;
        Arrays.fill(output, 0, pending, null);
        pending = 0;
        if (last) {
            close();
            return;
        }
        if (wasWriting) {
            key.interestOps(SelectionKey.OP_READ);
        }
        busy = false;
        if (paused) {
            resume();
        }
    }

    private void resume() {
        paused = false;
        key.interestOps(SelectionKey.OP_READ);
        key.selector().wakeup();
    }

    /** The selector lets go of the descriptor at its next turn, for which it may have to be woken. */
    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // There is nobody left to tell.
        }
        key.selector().wakeup();
    }
}

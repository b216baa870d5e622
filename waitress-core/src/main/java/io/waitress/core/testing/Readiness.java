package io.waitress.core.testing;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** Waits until a channel can be read, or written, again. Opens its selector at the first wait only. */
final class Readiness {

    private final SocketChannel channel;
    private final int operation;
    private Selector selector;

    Readiness(SocketChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /** Returns false if the deadline, in {@link System#nanoTime}, came first. */
    boolean await(long deadlineNanos) throws IOException {
        if (selector == null) {
            selector = Selector.open();
            channel.register(selector, operation);
        }
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        return !selector.selectedKeys().isEmpty() && selector.selectedKeys().removeIf(key -> true);
    }

    void close() throws IOException {
        if (selector != null) {
            selector.close();
        }
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A request body that arrives as the test feeds it, from any thread. */
final class FakeBody implements RequestBody {

    private final Exchange exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Byte> waiting = new ArrayDeque<>();    // guarded by lock
    private final InputStream stream = new Stream();
    private long length;
    private boolean ended;          // guarded by lock
    private IOException failure;    // guarded by lock
    private Runnable onReadable;    // guarded by lock
    private Headers trailers = Headers.empty();

    FakeBody(Exchange exchange) {
        this.exchange = exchange;
    }

    FakeBody length(long value) {
        length = value;
        return this;
    }

    FakeBody feed(byte... bytes) {
        return change(() -> {
            for (byte b : bytes) {
                waiting.add(b);
            }
        });
    }

    FakeBody end() {
        return change(() -> ended = true);
    }

    FakeBody end(Headers fields) {
        trailers = fields;
        return end();
    }

    FakeBody fail(IOException cause) {
        return change(() -> failure = cause);
    }

    private FakeBody change(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signalAll();
            callBackIfReadable();
        } finally {
            lock.unlock();
        }
        return this;
    }

    private boolean readable() {
        return ended || failure != null || !waiting.isEmpty();
    }

    private void callBackIfReadable() {
        if (onReadable != null && readable()) {
            exchange.execute(onReadable);
            onReadable = null;
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public boolean trailersReady() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            if (waiting.isEmpty()) {
                return ended || length == 0 ? -1 : 0;
            }
            int count = 0;
            while (target.hasRemaining() && !waiting.isEmpty()) {
                target.put(waiting.poll());
                count++;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onReadable(Runnable once) {
        lock.lock();
        try {
            onReadable = once;
            if (length == 0) {
                ended = true;
            }
            callBackIfReadable();
        } finally {
            lock.unlock();
        }
    }

    private final class Stream extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            lock.lock();
            try {
                while (!readable() && length != 0) {
                    changed.awaitUninterruptibly();
                }
                return FakeBody.this.read(ByteBuffer.wrap(target, offset, count));
            } finally {
                lock.unlock();
            }
        }
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.Response;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.http.MutableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A response that keeps what the client would receive, with the buffering and the refusals of the engine's. */
final class FakeResponse implements Response {

    private final FakeExchange exchange;
    private final MutableHeaders headers = new MutableHeaders();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int status = 200;
    private int bufferSize = 8192;
    private boolean committed;
    private Supplier<Headers> trailers;
    private volatile boolean writable = true;
    private Runnable onWritable;
    int flushes;

    FakeResponse(FakeExchange exchange) {
        this.exchange = exchange;
    }

    byte[] sent() {
        return sent.toByteArray();
    }

    String sent(Charset charset) {
        return sent.toString(charset);
    }

    String text() {
        return sent(StandardCharsets.ISO_8859_1);
    }

    /** Returns the trailers that end the content, or null. */
    Headers trailers() {
        return trailers == null ? null : trailers.get();
    }

    synchronized void writable(boolean value) {
        writable = value;
        if (value && onWritable != null) {
            exchange.execute(onWritable);
            onWritable = null;
        }
    }

    void end() {
        commit();
    }

    private void commit() {
        committed = true;
        headers.freeze();
        sent.writeBytes(buffer.toByteArray());
        buffer.reset();
    }

    private void requireUncommitted() {
        if (committed) {
            throw new IllegalStateException("committed");
        }
    }

    @Override
    public void status(int code) {
        requireUncommitted();
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("status " + code);
        }
        status = code;
    }

    @Override
    public void status(int code, String reason) {
        status(code);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public MutableHeaders headers() {
        return headers;
    }

    @Override
    public boolean committed() {
        return committed;
    }

    @Override
    public void interim(int code, Headers fields) {
        requireUncommitted();
    }

    @Override
    public int bufferSize() {
        return bufferSize;
    }

    @Override
    public void bufferSize(int bytes) {
        requireUncommitted();
        if (buffer.size() > 0) {
            throw new IllegalStateException("content was written");
        }
        bufferSize = bytes;
    }

    @Override
    public long written() {
        return sent.size() + buffer.size();
    }

    @Override
    public void resetBuffer() {
        requireUncommitted();
        buffer.reset();
    }

    @Override
    public void reset() {
        resetBuffer();
        headers.clear();
        status = 200;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (!exchange.connected) {
            throw new ClientDisconnectedException("the client has gone");
        }
        buffer.write(source, offset, length);
        if (buffer.size() > bufferSize) {
            commit();
        }
    }

    @Override
    public int collectAscii(String text, int offset, int length) {
        int count = 0;
        int most = exchange.connected && !committed ? Math.min(length, bufferSize - buffer.size()) : 0;
        while (count < most && text.charAt(offset + count) < 0x80) {
            buffer.write(text.charAt(offset + count++));
        }
        return count;
    }

    @Override
    public void flush() {
        flushes++;
        commit();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public synchronized void onWritable(Runnable once) {
        if (writable) {
            exchange.execute(once);
        } else {
            onWritable = once;
        }
    }

    @Override
    public void send(FileChannel file, long position, long count) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) count);
        try (file) {
            file.read(content, position);
        }
        write(content.flip());
    }

    @Override
    public void trailers(Supplier<Headers> atEnd) {
        requireUncommitted();
        if (exchange.request().version() == HttpVersion.HTTP_1_0) {
            throw new IllegalStateException("HTTP/1.0");
        }
        trailers = atEnd;
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.exchange.RequestBody;
import io.waitress.core.http.Headers;
import io.waitress.core.internal.buffer.OverflowBuffer;
import io.waitress.core.internal.parse.BodyReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A request body that was received completely. Confined to whoever runs the exchange, {@link #length} excepted.
 */
final class RequestContent implements RequestBody, BodySource {

    private final long length;
    private final OverflowBuffer content;
    private final Headers trailers;
    private Http1Exchange exchange;     // null until it is opened
    private InputStream stream;

    /**
     * @param length as declared, or -1
     * @param content the bytes, or null if the request has no body
     * @param receiver what received them, or null if the request has no body
     */
    RequestContent(long length, OverflowBuffer content, BodyReceiver receiver) {
        this.length = length;
        this.content = content;
        this.trailers = receiver == null ? Headers.empty() : receiver.trailers();
    }

    @Override
    public RequestBody open(Http1Exchange opening) {
        exchange = opening;
        return this;
    }

    @Override
    public boolean broken() {
        return false;
    }

    @Override
    public void close() {
        if (content != null) {
            content.close();
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream stream() {
        if (stream == null) {
            stream = content == null ? InputStream.nullInputStream() : new Stream();
        }
        return stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return content == null ? -1 : content.read(target);
    }

    @Override
    public void onReadable(Runnable once) {
        exchange.execute(once);
    }

    @Override
    public Headers trailers() {
        return trailersReady() ? trailers : Headers.empty();
    }

    @Override
    public boolean trailersReady() {
        return content == null || trailers.size() == 0 || content.remaining() == 0;
    }

    private final class Stream extends InputStream {

        private final byte[] single = new byte[1];

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            return count == 0 ? 0 : content.read(target, offset, count);
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, content.remaining());
        }
    }
}

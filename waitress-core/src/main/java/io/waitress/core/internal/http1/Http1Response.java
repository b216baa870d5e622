package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.Response;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.http.MutableHeaders;
import io.waitress.core.http.Status;
import io.waitress.core.internal.buffer.ChunkPool;
import io.waitress.core.internal.buffer.Interrupts;
import io.waitress.core.internal.net.Outbound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects a response and decides at commit how it is framed and whether the connection persists. Confined to whoever
 * runs the exchange.
 *
 * <pre>
 *  COLLECTING ──buffer full, flush, send──→ COMMITTED ──end──→ ENDED
 *       └────────────────────end───────────────────────────────↗
 * </pre>
 *
 * <p>Once the exchange is suspended, a thread of the application may be writing, or waiting for the client inside a
 * write, when a deadline ends the response. From then on output is guarded by a lock, so that the end of one response
 * never comes before the rest of it: who ends the response and finds the lock taken gives the connection up.
 */
final class Http1Response implements Response {

    private static final Logger LOG = LoggerFactory.getLogger(Http1Response.class);
    private static final Status OK = Status.of(200);
    private static final Status SWITCHING_PROTOCOLS = Status.of(101);

    /** A status that must come with an empty content (RFC 9110, section 15.3.6). */
    private static final int RESET_CONTENT = 205;

    private static final long UNKNOWN = ResponseFields.UNKNOWN;
    private static final int SMALLEST_GROWTH = 512;

    /** Up to this size a second copy costs less than passing on each write by itself. */
    private static final int SMALL_WRITE = 1024;
    private static final byte[] NOTHING = new byte[0];
    private static final MutableHeaders NO_TRAILERS = new MutableHeaders().freeze();

    private enum State { COLLECTING, COMMITTED, ENDED }

    /** Something to be done with the writer. */
    @FunctionalInterface
    private interface Output {

        void write() throws IOException;
    }

    private final Http1Exchange exchange;
    private final Http1Context context;
    private final Outbound out;
    private final ResponseWriter writer;
    private final MutableHeaders headers = new MutableHeaders();
    private State state = State.COLLECTING;
    private Status status = OK;

    /** Guards what writes from the suspension on; null before, when nobody but the runner writes. */
    private ReentrantLock writing;

    /** True while content only goes into the buffer, without the lock. */
    private boolean collectingAlone = true;

    /** Content that was not passed on yet. Its array grows with it, so that small responses have small ones. */
    private byte[] buffer = NOTHING;
    private int buffered;
    private int bufferSize;
    private long written;

    private Supplier<Headers> trailers;
    private boolean closeRequested;

    /** Set at commit, as all below. */
    private BodyFraming framing;

    /** The value of {@code Content-Length}, or {@link #UNKNOWN} to send none. */
    private long length = UNKNOWN;

    /** How many of the announced bytes the application has not written yet; without announced length, no limit. */
    private long room = Long.MAX_VALUE;
    private boolean persistent;
    private boolean surplusLogged;

    /** Why some of the response did not get through to the connection, or null: it is incomplete for good then. */
    private Throwable failure;

    Http1Response(Http1Exchange exchange, Http1Context context, Outbound out, ChunkPool chunks) {
        this.exchange = exchange;
        this.context = context;
        this.out = out;
        this.writer = new ResponseWriter(context.scratches(), new ContentChunk(chunks), out);
        this.bufferSize = context.settings().responseBufferSize();
    }

    @Override
    public void status(int code) {
        requireFinal(code);
        requireCollecting();
        status = Status.of(code);
    }

    @Override
    public void status(int code, String reason) {
        requireFinal(code);
        requireCollecting();
        status = Status.of(code, reason);
    }

    @Override
    public int status() {
        return status.code();
    }

    @Override
    public MutableHeaders headers() {
        return headers;
    }

    @Override
    public boolean committed() {
        return state != State.COLLECTING;
    }

    @Override
    public void interim(int code, Headers fields) throws IOException {
        if (code < 102 || code > 199) {
            throw new IllegalArgumentException("interim status " + code + ": expected 102 to 199");
        }
        requireCollecting();
        if (exchange.version() == HttpVersion.HTTP_1_1) {
            writer.interim(Status.of(code), new MutableHeaders(fields));
        }
    }

    @Override
    public int bufferSize() {
        return bufferSize;
    }

    @Override
    public void bufferSize(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("response buffer size " + bytes + ": expected 0 or more bytes");
        }
        requireCollecting();
        if (written > 0) {
            throw new IllegalStateException("The buffer's size cannot change once content was written");
        }
        bufferSize = bytes;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void resetBuffer() {
        requireCollecting();
        buffered = 0;
        written = 0;
    }

    @Override
    public void reset() {
        resetBuffer();
        status = OK;
        headers.clear();
        trailers = null;
    }

    @Override
    public void trailers(Supplier<Headers> atEnd) {
        requireCollecting();
        if (exchange.version() == HttpVersion.HTTP_1_0) {
            throw new IllegalStateException("HTTP/1.0 has no trailers");
        }
        trailers = atEnd;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        if (collectingAlone && count <= bufferSize - buffered) {
            written += count;
            growFor(count);
            System.arraycopy(source, offset, buffer, buffered, count);
            buffered += count;
        } else {
            write(ByteBuffer.wrap(source, offset, count));
        }
    }

    @Override
    public int collectAscii(String text, int offset, int length) {
        int most = Math.min(length, bufferSize - buffered);
        if (!collectingAlone || most <= 0) {
            return 0;
        }
        growFor(most);
        byte[] target = buffer;
        int at = buffered;
        int count = 0;
        while (count < most) {
            char c = text.charAt(offset + count);
            if (c >= 0x80) {
                break;
            }
            target[at + count++] = (byte) c;
        }
        buffered = at + count;
        written += count;
        return count;
    }

    @Override
    public void writeAndFlush(byte[] source, int offset, int count) throws IOException {
        if (!collectingAlone || offset + buffered > 0 || count > bufferSize || exchange.upgrading()) {
            write(source, offset, count);
            flush();
            return;
        }
        commit(false);
        written += count;
        int taken = (int) allow(count);
        boolean followed = room == 0 && leavesWithNext();
        pass(() -> writer.flush(source, taken, followed));
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        ReentrantLock held = hold();
        try {
            put(source);
        } finally {
            letGo(held);
        }
    }

    private void put(ByteBuffer source) throws IOException {
        requireWhole();
        int offered = source.remaining();
        boolean fits = offered <= bufferSize - buffered;
        if (state == State.COLLECTING && !fits) {
            commit(false);
        } else if (state == State.COMMITTED && offered > SMALL_WRITE && writer.collecting()) {
            fits = false;
        }
        written += offered;
        int taken = state == State.COLLECTING ? offered : (int) allow(offered);
        int end = source.limit();
        source.limit(source.position() + taken);
        if (fits) {
            growFor(taken);
            source.get(buffer, buffered, taken);
            buffered += taken;
        } else if (taken > 0) {
            pass(() -> writer.write(buffer, buffered, source));
        }
        source.limit(end).position(end);
    }

    @Override
    public void send(FileChannel file, long position, long count) throws IOException {
        ReentrantLock held = hold();
        try {
            put(file, position, count);
        } finally {
            letGo(held);
        }
    }

    private void put(FileChannel file, long position, long count) throws IOException {
        boolean handedOver = false;
        try {
            if (position < 0 || count < 0) {
                throw new IllegalArgumentException("file position " + position + ", count " + count
                        + ": expected 0 or more");
            }
            requireWhole();
            if (state == State.COLLECTING && count <= bufferSize - buffered) {
                collect(file, position, (int) count);
                written += count;
                return;
            }
            if (state == State.COLLECTING) {
                commit(false);
            }
            written += count;
            long taken = allow(count);
            if (taken > 0) {
                handedOver = true;
                pass(() -> writer.write(buffer, buffered, file, position, taken));
            }
        } finally {
            if (!handedOver) {
                file.close();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        ReentrantLock held = hold();
        try {
            flushNow();
        } finally {
            letGo(held);
        }
    }

    private void flushNow() throws IOException {
        requireWhole();
        if (exchange.upgrading()) {
            // The 101 goes out when the exchange completes, and nothing before it.
            return;
        }
        if (state == State.COLLECTING) {
            commit(false);
        }
        boolean followed = room == 0 && leavesWithNext();
        pass(() -> writer.flush(buffer, buffered, followed));
    }

    /** Lets threads of the application write, one after the other, beside the one that may end the response. */
    void share() {
        if (writing == null) {
            collectingAlone = false;
            writing = new ReentrantLock();
        }
    }

    /** Returns the lock, taken, or null if none is needed. */
    private ReentrantLock hold() {
        ReentrantLock lock = writing;
        if (lock != null) {
            lock.lock();
        }
        return lock;
    }

    private static void letGo(ReentrantLock held) {
        if (held != null) {
            held.unlock();
        }
    }

    @Override
    public boolean isWritable() {
        writer.impatient();
        return out.isWritable();
    }

    @Override
    public void onWritable(Runnable once) {
        writer.impatient();
        out.onWritable(() -> exchange.execute(once));
    }

    /** Discards everything and answers with the server's own text. Only before commit. */
    void replaceByError(int code, byte[] content, boolean close) {
        reset();
        status = Status.of(code);
        headers.set(HeaderName.CONTENT_TYPE, ErrorResponses.CONTENT_TYPE);
        buffer = content;
        buffered = content.length;
        written = buffered;
        closeRequested = close;
    }

    /** Makes this the server's own answer; nothing has been written. */
    void replaceBy(CannedAnswer answer) {
        replaceByError(answer.status(), answer.content(), false);
        headers.set(HeaderName.CONTENT_TYPE, answer.contentType());
        headers.set(HeaderName.CACHE_CONTROL, "no-store");
        if (answer.allow() != null) {
            headers.set(HeaderName.ALLOW, answer.allow());
        }
    }

    /**
     * Sends what is left and the end of the content. Never waits.
     *
     * @return true if the connection persists
     * @throws RuntimeException if the application's trailers cannot be had
     * @throws IOException if it cannot be sent, some of it could not be sent before, or another thread is writing
     */
    boolean end() throws IOException {
        if (writing == null) {
            return endNow();
        }
        if (!writing.tryLock()) {
            throw new IOException("The response ends while a thread of the application is still writing it");
        }
        try {
            return endNow();
        } finally {
            writing.unlock();
        }
    }

    private boolean endNow() throws IOException {
        requireWhole();
        if (state == State.COLLECTING) {
            commit(true);
        }
        MutableHeaders last = trailers != null && framing == BodyFraming.CHUNKED ? collectTrailers() : NO_TRAILERS;
        state = State.ENDED;
        writer.end(buffer, buffered, last, leavesWithNext());
        buffer = NOTHING;
        if (framing == BodyFraming.LENGTH && room > 0) {
            LOG.warn("The application wrote {} bytes fewer than the Content-Length {} of its response to {}; "
                    + "closing the connection", room, length, exchange.describe());
            return false;
        }
        return persistent;
    }

    /** Sends 101 with the application's fields; nothing else of this response is sent. */
    void switchProtocols() throws IOException {
        state = State.ENDED;
        collectingAlone = false;
        name();
        headers.freeze();
        writer.switchProtocols(SWITCHING_PROTOCOLS, headers, context.encoder());
    }

    /** Lets go of what was not passed on. Idempotent; any thread. */
    void release() {
        writer.release();
    }

    /** Tells whether the failure of the application can still be answered. */
    boolean collecting() {
        return state == State.COLLECTING;
    }

    /** Returns how many bytes of content were written. */
    long contentBytes() {
        return written;
    }

    /** Returns a number of bytes in which the head fits for certain. */
    int headBound() {
        return context.encoder().headBound(status, headers);
    }

    /** Encodes the head. Called after commit. */
    void putHead(ByteBuffer target) {
        context.encoder().putHead(target, status, headers);
        if (length != UNKNOWN) {
            ResponseEncoder.putLength(target, length);
        } else if (framing == BodyFraming.CHUNKED) {
            ResponseEncoder.putChunked(target);
        }
        if (!persistent) {
            ResponseEncoder.putClose(target);
        } else if (exchange.version() == HttpVersion.HTTP_1_0) {
            ResponseEncoder.putKeepAlive(target);
        }
        ResponseEncoder.putEnd(target);
    }

    /**
     * Fixes the head.
     *
     * @param complete whether all content has been written
     */
    private void commit(boolean complete) {
        if (exchange.upgrading()) {
            throw new IllegalStateException("A response to an upgrade has no content");
        }
        state = State.COMMITTED;
        if (exchange.observation() != null) {
            exchange.observation().committed(System.nanoTime());
        }
        collectingAlone = false;
        name();
        headers.freeze();
        frame(complete);
        closeRequested |= headers.contains(HeaderName.CONNECTION) && ResponseFields.close(headers);
        persistent = framing != BodyFraming.CLOSE && !closeRequested && exchange.persistent()
                && !context.server().draining();
        writer.commit(this, framing);
        buffered = (int) allow(buffered);
    }

    /** Lets the client know what its request is called; at last, so that nothing the application does takes it away. */
    private void name() {
        if (exchange.requestId() != null) {
            headers.set(context.ids().field(), exchange.requestId());
        }
    }

    private void frame(boolean complete) {
        boolean chunkable = exchange.version() == HttpVersion.HTTP_1_1;
        length = declaredLength();
        if (BodyFraming.excludesContent(status.code())) {
            framing = BodyFraming.NONE;
            length = BodyFraming.excludesLength(status.code()) ? UNKNOWN : length;
        } else if (exchange.headRequested()) {
            framing = BodyFraming.NONE;
            if (length == UNKNOWN && complete && written > 0) {
                length = written;
            }
        } else if (status.code() == RESET_CONTENT) {
            framing = BodyFraming.LENGTH;
            length = 0;
            room = 0;
        } else if (trailers != null) {
            framing = BodyFraming.CHUNKED;
            length = UNKNOWN;
        } else if (length != UNKNOWN || complete) {
            framing = BodyFraming.LENGTH;
            length = length == UNKNOWN ? buffered : length;
            room = length;
        } else {
            framing = chunkable ? BodyFraming.CHUNKED : BodyFraming.CLOSE;
        }
    }

    private long declaredLength() {
        String text = headers.get(HeaderName.CONTENT_LENGTH);
        long declared = text == null ? UNKNOWN : ResponseFields.length(text);
        if (text != null && declared == UNKNOWN) {
            LOG.warn("Content-Length \"{}\" in the response to {} is not a number of bytes; ignored", text,
                    exchange.describe());
        }
        return declared;
    }

    /** Returns how many of the bytes may be sent, and counts them as sent. */
    private long allow(long bytes) {
        long allowed = framing == BodyFraming.NONE ? 0 : Math.min(bytes, room);
        if (allowed < bytes && !surplusLogged && !exchange.headRequested()) {
            surplusLogged = true;
            LOG.warn("The application wrote more content than its response to {} can have ({}); the rest is dropped",
                    exchange.describe(), framing == BodyFraming.NONE ? "status " + status : "Content-Length " + length);
        }
        if (framing == BodyFraming.LENGTH) {
            room -= allowed;
        }
        return allowed;
    }

    /** Tells whether the end of the response may leave together with the response that is likely to follow at once. */
    private boolean leavesWithNext() {
        return persistent && exchange.followed();
    }

    private MutableHeaders collectTrailers() {
        Headers fields = trailers.get();
        return fields == null ? NO_TRAILERS : new MutableHeaders(fields);
    }

    private void collect(FileChannel file, long position, int count) throws IOException {
        growFor(count);
        ByteBuffer target = ByteBuffer.wrap(buffer, buffered, count);
        Interrupts.deferred(() -> {
            while (target.hasRemaining()) {
                if (file.read(target, position + target.position() - buffered) < 0) {
                    throw new IOException("The file ends before byte " + (position + count));
                }
            }
            return count;
        });
        buffered += count;
    }

    private void growFor(int more) {
        int needed = buffered + more;
        if (needed > buffer.length) {
            int larger = buffer.length == 0 ? needed : Math.max(needed, Math.max(SMALLEST_GROWTH, 4 * buffer.length));
            buffer = Arrays.copyOf(buffer, Math.min(larger, Math.max(needed, bufferSize)));
        }
    }

    private void requireCollecting() {
        if (state != State.COLLECTING) {
            throw new IllegalStateException("The response is committed");
        }
    }

    /** Passes on what has collected, and more; if that fails, nobody may take the response for a complete one. */
    private void pass(Output output) throws IOException {
        try {
            output.write();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        }
        buffered = 0;
    }

    private void requireWhole() throws IOException {
        if (state == State.ENDED) {
            throw new IllegalStateException("The response is complete");
        }
        if (failure instanceof ClientDisconnectedException gone) {
            throw new ClientDisconnectedException(gone.getMessage(), gone);
        }
        if (failure != null) {
            throw new IOException("The response is incomplete: writing it failed before", failure);
        }
    }

    private static void requireFinal(int code) {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("status " + code + ": expected 200 to 599");
        }
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ByteInput;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** The bytes of a request body, or of an upgraded connection. Confined to whoever reads; see {@link ReadReadiness}. */
final class ServletInputStreamImpl extends ServletInputStream {

    private static final int COPY_BYTES = 8192;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final ByteInput input;
    private final InputStream blocking;
    private final long length;      // -1 if not known
    private final StreamOwner owner;
    private long consumed;
    private boolean endMet;
    private boolean closed;
    private boolean readBlocking;
    private ReadReadiness readiness;    // null while blocking

    ServletInputStreamImpl(ByteInput input, long length, StreamOwner owner) {
        this.input = input;
        this.length = length;
        this.owner = owner;
        blocking = input.stream();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        requireOpen();
        if (count == 0) {
            return 0;
        }
        if (readiness != null) {
            return counted(readiness.read(ByteBuffer.wrap(target, offset, count), false));
        }
        if (!readBlocking) {
            readBlocking = true;
            owner.inputRead(true);
        }
        return counted(blocking.read(target, offset, count));
    }

    /** Reads as the specification's 6.1 has it: the position stays, the limit marks the end of what was read. */
    @Override
    public int read(ByteBuffer target) throws IOException {
        Objects.requireNonNull(target, "buffer");
        requireOpen();
        int start = target.position();
        int read;
        if (readiness != null) {
            read = counted(readiness.read(target, true));
        } else if (!target.hasRemaining()) {
            return 0;
        } else {
            read = readBlocking(target);
        }
        if (read > 0) {
            target.position(start).limit(start + read);
        }
        return read;
    }

    private int readBlocking(ByteBuffer target) throws IOException {
        if (target.hasArray()) {
            return read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        }
        byte[] copy = new byte[Math.min(target.remaining(), COPY_BYTES)];
        int read = read(copy, 0, copy.length);
        if (read > 0) {
            target.put(copy, 0, read);
        }
        return read;
    }

    private int counted(int read) {
        if (read < 0) {
            endMet = true;
            owner.inputEnded();
        } else {
            consumed += read;
            if (length >= 0 && consumed >= length) {
                endMet = true;
                if (readiness != null) {
                    readiness.end();
                }
            }
        }
        return read;
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return readiness == null ? blocking.available() : readiness.isReady() ? 1 : 0;
    }

    @Override
    public int readLine(byte[] target, int offset, int count) throws IOException {
        requireBlocking("readLine");
        return super.readLine(target, offset, count);
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        requireBlocking("readAllBytes");
        return length < 0 ? super.readAllBytes() : readExactly(length - consumed);
    }

    @Override
    public byte[] readNBytes(int count) throws IOException {
        requireBlocking("readNBytes");
        return length < 0 || count < 0 ? super.readNBytes(count) : readExactly(Math.min(count, length - consumed));
    }

    /** Reads into one array of the right size; what cannot be one array is left to the superclass to refuse. */
    private byte[] readExactly(long count) throws IOException {
        requireOpen();
        if (count > LONGEST_ARRAY) {
            return super.readNBytes((int) Math.min(count, Integer.MAX_VALUE));
        }
        byte[] bytes = new byte[(int) count];
        int read = super.readNBytes(bytes, 0, bytes.length);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    @Override
    public int readNBytes(byte[] target, int offset, int count) throws IOException {
        requireBlocking("readNBytes");
        return super.readNBytes(target, offset, count);
    }

    @Override
    public boolean isFinished() {
        return endMet || length == 0 || readiness != null && readiness.ended();
    }

    @Override
    public boolean isReady() {
        return readiness == null || readiness.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        Objects.requireNonNull(listener, "readListener");
        if (readiness != null) {
            throw new IllegalStateException("A ReadListener is set already");
        }
        owner.requireListenersAllowed("setReadListener");
        owner.inputRead(false);
        readiness = new ReadReadiness(input, listener, owner);
        readiness.start();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.inputClosed();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("The input stream is closed");
        }
    }

    private void requireBlocking(String method) {
        if (readiness != null) {
            throw new IllegalStateException(method + " cannot be used while a ReadListener is set");
        }
    }
}

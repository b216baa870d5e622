package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ByteOutput;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Bytes to the client, straight into the response's buffer or to an upgraded connection. Confined to whoever writes;
 * see {@link WriteReadiness}.
 */
class ServletOutputStreamImpl extends ServletOutputStream {

    private static final String LINE_END = "\r\n";

    private final ByteOutput output;
    private final OutputOwner owner;
    private byte[] single;              // made for the first write of one byte
    private WriteReadiness readiness;   // null while blocking
    private boolean closed;

    ServletOutputStreamImpl(ByteOutput output, OutputOwner owner) {
        this.output = output;
        this.owner = owner;
    }

    @Override
    public void write(int b) throws IOException {
        if (single == null) {
            single = new byte[1];
        }
        single[0] = (byte) b;
        write(single, 0, 1);
    }

    @Override
    public void write(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (beforeWrite(false) && length > 0) {
            output.write(source, offset, length);
            owner.outputWritten();
        }
    }

    /** Writes the buffer's remaining bytes; they are copied or sent on return, so the buffer may be reused at once. */
    @Override
    public void write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "buffer");
        if (!beforeWrite(true)) {
            source.position(source.limit());
        } else if (source.hasRemaining()) {
            output.write(source);
            owner.outputWritten();
        }
    }

    /** Returns false if output is ignored. */
    final boolean beforeWrite(boolean strict) throws IOException {
        if (closed) {
            throw new IOException("The output stream is closed");
        }
        if (readiness != null) {
            readiness.beforeWrite(strict);
        }
        return owner.acceptsOutput();
    }

    @Override
    public void print(String text) throws IOException {
        String printed = String.valueOf(text);
        for (int i = 0; i < printed.length(); i++) {
            if (printed.charAt(i) > 0xff) {
                throw new CharConversionException(String.format(
                        "print takes ISO-8859-1 characters only, not \\u%04x; use getWriter", (int) printed.charAt(i)));
            }
        }
        write(printed.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void print(boolean value) throws IOException {
        print(String.valueOf(value));
    }

    @Override
    public void println() throws IOException {
        print(LINE_END);
    }

    @Override
    public void println(String text) throws IOException {
        print(text + LINE_END);
    }

    @Override
    public void println(boolean value) throws IOException {
        print(value + LINE_END);
    }

    @Override
    public void flush() throws IOException {
        if (closed || !owner.acceptsOutput()) {
            return;
        }
        if (readiness != null && !readiness.isReady()) {
            throw new IllegalStateException("isReady() must return true before flush while a WriteListener is set");
        }
        output.flush();
    }

    @Override
    public boolean isReady() {
        return readiness == null || readiness.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        Objects.requireNonNull(listener, "writeListener");
        if (readiness != null) {
            throw new IllegalStateException("A WriteListener is set already");
        }
        owner.listenerOwner().requireListenersAllowed("setWriteListener");
        readiness = new WriteReadiness(output, listener, owner.listenerOwner());
        readiness.start();
    }

    /** Lets nothing more through: an error page takes the place of what was written, perhaps beside a thread. */
    final void detach() {
        closed = true;
        if (readiness != null) {
            readiness.close();
        }
    }

    @Override
    public void close() throws IOException {
        if (closed || !owner.acceptsClose()) {
            return;
        }
        closed = true;
        if (readiness != null) {
            readiness.close();
        }
        owner.outputClosed();
    }
}

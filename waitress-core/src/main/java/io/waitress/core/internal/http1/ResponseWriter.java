package io.waitress.core.internal.http1;

import io.waitress.core.http.MutableHeaders;
import io.waitress.core.http.Status;
import io.waitress.core.internal.net.Outbound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Puts one response on the wire. What goes out together is encoded into one scratch buffer and written by one call: the
 * head with the content, the content with its end. Only content too large for that is passed on as it is, by a
 * gathering write; the line end after such a chunk is owed then and goes out with whatever comes next.
 *
 * <p>Confined to whoever runs the exchange.
 */
final class ResponseWriter {

    private static final byte[] NOTHING = new byte[0];

    /** Enough for two line ends and the size of a chunk. */
    private static final int CHUNK_LINE_BYTES = 24;

    private final Scratches scratches;
    private final Outbound out;
    private BodyFraming framing;

    /** The response whose head is due, or null once it has been written. */
    private Http1Response head;

    private boolean lineEndOwed;

    ResponseWriter(Scratches scratches, Outbound out) {
        this.scratches = scratches;
        this.out = out;
    }

    /** Sets how content is framed from now on; the head goes out with the first bytes after it. */
    void commit(Http1Response response, BodyFraming bodyFraming) {
        head = response;
        framing = bodyFraming;
    }

    /**
     * Writes content.
     *
     * @param first an array of which so many bytes are sent first
     * @param second sent after them and consumed
     * @param mayWait whether to wait while too much is pending
     */
    void write(byte[] first, int count, ByteBuffer second, boolean mayWait) throws IOException {
        if (mayWait) {
            // Before anything is encoded: an interrupt leaves nothing half done.
            out.awaitWritable();
        }
        long size = (long) count + second.remaining();
        ByteBuffer scratch = scratches.lease(headBytes() + CHUNK_LINE_BYTES);
        try {
            putStart(scratch, size);
            if (scratch.remaining() >= size + CHUNK_LINE_BYTES) {
                scratch.put(first, 0, count).put(second);
                putChunkEnd(scratch, size);
                out.write(scratch.flip(), null, false);
            } else if (scratch.remaining() >= count) {
                out.write(scratch.put(first, 0, count).flip(), second, false);
                lineEndOwed = framing == BodyFraming.CHUNKED;
            } else {
                out.write(scratch.flip(), ByteBuffer.wrap(first, 0, count), false);
                out.write(second, null, false);
                lineEndOwed = framing == BodyFraming.CHUNKED;
            }
        } finally {
            scratches.release(scratch);
        }
    }

    /** Writes part of a file, after so many bytes of an array. Takes the channel over. Never waits. */
    void write(byte[] first, int count, FileChannel file, long position, long fileBytes) throws IOException {
        try {
            ByteBuffer scratch = scratches.lease(headBytes() + CHUNK_LINE_BYTES);
            try {
                putStart(scratch, count + fileBytes);
                if (scratch.position() + count > 0) {
                    out.write(scratch.flip(), ByteBuffer.wrap(first, 0, count), false);
                }
            } finally {
                scratches.release(scratch);
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        out.send(file, position, fileBytes);
        lineEndOwed = framing == BodyFraming.CHUNKED;
    }

    /** Sends what is due without content: the head or a line end. Never waits. */
    void flush() throws IOException {
        if (head != null || lineEndOwed) {
            write(NOTHING, 0, ByteBuffer.wrap(NOTHING), false);
        }
    }

    /**
     * Writes the last of the content, which may be none, and its end. Never waits.
     *
     * @param trailers sent if the content is chunked
     */
    void end(byte[] content, int count, MutableHeaders trailers) throws IOException {
        boolean chunked = framing == BodyFraming.CHUNKED;
        int endBytes = chunked ? CHUNK_LINE_BYTES + ResponseEncoder.sizeBound(trailers) : 0;
        ByteBuffer scratch = scratches.lease(headBytes() + CHUNK_LINE_BYTES + endBytes);
        try {
            putStart(scratch, count);
            if (scratch.remaining() >= count + endBytes) {
                scratch.put(content, 0, count);
            } else {
                out.write(scratch.flip(), ByteBuffer.wrap(content, 0, count), false);
                scratch.clear();
            }
            putChunkEnd(scratch, count);
            if (chunked) {
                ResponseEncoder.putLastChunk(scratch, trailers);
            }
            if (scratch.position() > 0) {
                out.write(scratch.flip(), null, false);
            }
        } finally {
            scratches.release(scratch);
        }
    }

    /** Writes an interim response. Never waits. */
    void interim(Status status, MutableHeaders fields) throws IOException {
        ByteBuffer scratch = scratches.lease(status.statusLine().length + ResponseEncoder.sizeBound(fields));
        try {
            ResponseEncoder.putInterim(scratch, status, fields);
            out.write(scratch.flip(), null, false);
        } finally {
            scratches.release(scratch);
        }
    }

    /** Writes a response that ends HTTP on the connection. Never waits. */
    void switchProtocols(Status status, MutableHeaders headers, ResponseEncoder encoder) throws IOException {
        ByteBuffer scratch = scratches.lease(encoder.headBound(status, headers));
        try {
            encoder.putHead(scratch, status, headers);
            ResponseEncoder.putUpgrade(scratch, headers);
            ResponseEncoder.putEnd(scratch);
            out.write(scratch.flip(), null, false);
        } finally {
            scratches.release(scratch);
        }
    }

    private int headBytes() {
        return head == null ? 0 : head.headBound();
    }

    private void putStart(ByteBuffer scratch, long size) {
        if (head != null) {
            head.putHead(scratch);
            head = null;
        }
        if (lineEndOwed) {
            ResponseEncoder.putEnd(scratch);
            lineEndOwed = false;
        }
        if (framing == BodyFraming.CHUNKED && size > 0) {
            ResponseEncoder.putChunkSize(scratch, size);
        }
    }

    private void putChunkEnd(ByteBuffer scratch, long size) {
        if (framing == BodyFraming.CHUNKED && size > 0) {
            ResponseEncoder.putEnd(scratch);
        }
    }
}

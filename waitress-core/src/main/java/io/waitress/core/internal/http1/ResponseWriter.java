package io.waitress.core.internal.http1;

import io.waitress.core.http.MutableHeaders;
import io.waitress.core.http.Status;
import io.waitress.core.internal.buffer.Chunk;
import io.waitress.core.internal.net.Outbound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Puts one response on the wire. What goes out together is encoded into one buffer and written by one call: the head
 * with the content, the content with its end. A response that ends before it has more than its own buffer holds, or is
 * flushed, takes a scratch buffer for the moment; one with more content collects it in a chunk, which leaves when it is
 * full, flushed or complete.
 *
 * <pre>
 *   a chunk in chunked coding:  [head] [line end owed by a file] size line | content | line end [last chunk]
 *                               the size line has a fixed place; what precedes it moves up to a shorter one
 * </pre>
 *
 * <p>Confined to whoever runs the exchange, but for {@link #release}.
 */
final class ResponseWriter {

    private static final byte[] NOTHING = new byte[0];

    /** Enough for two line ends and the size of a chunk. */
    private static final int CHUNK_LINE_BYTES = 24;

    /** The longest size line of what fits a chunk: four digits and the line end. */
    private static final int SIZE_LINE_BYTES = 6;

    /** What follows the content in a chunk: the line end and the last chunk without trailers. */
    private static final int TAIL_BYTES = 7;

    private final Scratches scratches;
    private final Outbound out;
    private final ContentChunk collected;
    private BodyFraming framing;

    /** The response whose head is due, or null once it has been written. */
    private Http1Response head;

    private boolean lineEndOwed;

    /** Where the content begins in the chunk that is held. */
    private int contentStart;

    /** Whether the client has not turned out to be slow. */
    private boolean patient = true;

    ResponseWriter(Scratches scratches, ContentChunk collected, Outbound out) {
        this.scratches = scratches;
        this.collected = collected;
        this.out = out;
    }

    /** Sets how content is framed from now on; the head goes out with the first bytes after it. */
    void commit(Http1Response response, BodyFraming bodyFraming) {
        head = response;
        framing = bodyFraming;
    }

    /** Tells whether content is held that was not written yet. */
    boolean collecting() {
        return collected.held();
    }

    /** Waits no more for the client to drain memory: the application asks before each write whether it would wait. */
    void impatient() {
        patient = false;
    }

    /**
     * Collects content and writes each full chunk. Waits before that while too much is pending, and perhaps a moment
     * meanwhile.
     *
     * @param first an array of which so many bytes are sent first
     * @param second sent after them and consumed
     */
    void write(byte[] first, int count, ByteBuffer second) throws IOException {
        out.awaitWritable();
        collect(ByteBuffer.wrap(first, 0, count), true);
        collect(second, true);
    }

    /** Writes part of a file, after so many bytes of an array. Takes the channel over. Never waits. */
    void write(byte[] first, int count, FileChannel file, long position, long fileBytes) throws IOException {
        boolean prepared = false;
        try {
            writeCollected();
            ByteBuffer scratch = scratches.lease(headBytes() + CHUNK_LINE_BYTES);
            try {
                putStart(scratch, count + fileBytes);
                if (scratch.position() + count > 0) {
                    out.write(scratch.flip(), ByteBuffer.wrap(first, 0, count), false);
                }
            } finally {
                scratches.release(scratch);
            }
            prepared = true;
        } finally {
            if (!prepared) {
                file.close();
            }
        }
        out.send(file, position, fileBytes);
        lineEndOwed = framing == BodyFraming.CHUNKED;
    }

    /**
     * Sends what is due: what was collected, the head, a line end, and so many bytes of an array. Never waits.
     *
     * @param followed whether that is all, and another response is likely to follow at once
     */
    void flush(byte[] content, int count, boolean followed) throws IOException {
        if (collected.held()) {
            collect(ByteBuffer.wrap(content, 0, count), false);
            writeCollected();
        } else if (count > 0 || head != null || lineEndOwed) {
            writeThrough(content, count, null, followed);
        }
    }

    /**
     * Writes the last of the content, which may be none, and its end. Never waits.
     *
     * @param trailers sent if the content is chunked
     * @param followed whether another response is likely to follow at once, which may leave together with this one
     */
    void end(byte[] content, int count, MutableHeaders trailers, boolean followed) throws IOException {
        if (!collected.held()) {
            writeThrough(content, count, trailers, followed);
            return;
        }
        collect(ByteBuffer.wrap(content, 0, count), false);
        if (framing != BodyFraming.CHUNKED) {
            writeCollected();
        } else if (trailers.size() > 0) {
            writeCollected();
            writeThrough(NOTHING, 0, trailers, followed);
        } else if (collected.held()) {
            pass(collected.take(), trailers);
        } else {
            writeThrough(NOTHING, 0, trailers, followed);
        }
    }

    /** Lets go of what was collected. Idempotent; any thread. */
    void release() {
        collected.release();
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

    /**
     * Writes content with all that is due before it, by way of a scratch buffer.
     *
     * @param trailers sent after it with the end of the content; null if more is to come
     */
    private void writeThrough(byte[] content, int count, MutableHeaders trailers, boolean followed)
            throws IOException {
        boolean lastChunk = trailers != null && framing == BodyFraming.CHUNKED;
        int endBytes = lastChunk ? CHUNK_LINE_BYTES + ResponseEncoder.sizeBound(trailers) : 0;
        ByteBuffer scratch = scratches.lease(headBytes() + CHUNK_LINE_BYTES + endBytes);
        try {
            putStart(scratch, count);
            if (scratch.remaining() >= count + CHUNK_LINE_BYTES + endBytes) {
                scratch.put(content, 0, count);
            } else {
                out.write(scratch.flip(), ByteBuffer.wrap(content, 0, count), false);
                scratch.clear();
            }
            if (framing == BodyFraming.CHUNKED && count > 0) {
                ResponseEncoder.putEnd(scratch);
            }
            if (lastChunk) {
                ResponseEncoder.putLastChunk(scratch, trailers);
            }
            if (scratch.position() > 0 && followed) {
                out.writeLater(scratch.flip());
            } else if (scratch.position() > 0) {
                out.write(scratch.flip(), null, false);
            }
        } finally {
            scratches.release(scratch);
        }
    }

    private void collect(ByteBuffer content, boolean mayWait) throws IOException {
        while (content.hasRemaining()) {
            if (head != null && head.headBound() > Chunk.SMALLEST / 2) {
                writeThrough(NOTHING, 0, null, false);
            }
            Chunk chunk = collected.take();
            ByteBuffer bytes = chunk.bytes();
            boolean leaves = false;
            try {
                fill(bytes, content);
                if (!bytes.hasRemaining()) {
                    if (mayWait && patient) {
                        patient = out.awaitRoom(bytes.capacity());
                    }
                    leaves = true;
                }
            } finally {
                if (!leaves) {
                    collected.put(chunk);
                }
            }
            if (leaves) {
                pass(chunk, null);
            }
        }
    }

    private void fill(ByteBuffer bytes, ByteBuffer content) {
        if (bytes.position() == 0) {
            startChunk(bytes);
        }
        int count = Math.min(content.remaining(), bytes.remaining());
        bytes.put(bytes.position(), content, content.position(), count);
        bytes.position(bytes.position() + count);
        content.position(content.position() + count);
    }

    private void writeCollected() throws IOException {
        if (collected.held()) {
            pass(collected.take(), null);
        }
    }

    /**
     * Completes the chunk and writes it; it belongs to the connection or to the pool afterwards, whatever happens.
     *
     * @param trailers sent after it with the end of the content; null if more is to come
     */
    private void pass(Chunk chunk, MutableHeaders trailers) throws IOException {
        boolean owned = false;
        try {
            ByteBuffer bytes = chunk.bytes();
            int start = endChunk(bytes);
            if (trailers != null) {
                ResponseEncoder.putLastChunk(bytes, trailers);
            }
            bytes.flip().position(start);
            owned = out.write(chunk);
        } finally {
            if (!owned) {
                chunk.release();
            }
        }
    }

    private void startChunk(ByteBuffer bytes) {
        if (head != null) {
            head.putHead(bytes);
            head = null;
        }
        if (lineEndOwed) {
            ResponseEncoder.putEnd(bytes);
            lineEndOwed = false;
        }
        boolean chunked = framing == BodyFraming.CHUNKED;
        contentStart = bytes.position() + (chunked ? SIZE_LINE_BYTES : 0);
        bytes.position(contentStart).limit(bytes.capacity() - (chunked ? TAIL_BYTES : 0));
    }

    /** Completes the chunk, which has content; returns where its bytes begin. */
    private int endChunk(ByteBuffer bytes) {
        int end = bytes.limit(bytes.capacity()).position();
        if (framing != BodyFraming.CHUNKED) {
            return 0;
        }
        int size = end - contentStart;
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 3) / 4;
        int start = SIZE_LINE_BYTES - 2 - digits;
        int before = contentStart - SIZE_LINE_BYTES;
        if (start > 0) {
            bytes.put(start, bytes, 0, before);
        }
        ResponseEncoder.putChunkSize(bytes.position(before + start), size);
        ResponseEncoder.putEnd(bytes.position(end));
        return start;
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
}

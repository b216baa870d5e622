package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.ByteSink;
import io.waitress.core.internal.buffer.Chunk;
import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Output that the socket has not taken yet: buffered bytes and parts of files, in order. Exists only while there is
 * some, so that a grown buffer does not outlive the response that needed it. Guarded by {@link Outbound}'s lock.
 */
final class PendingOutput {

    /** A buffer that has had this much in its file is followed by a new one, lest the file grow for ever. */
    private static final long MAX_SPILLED = 64L * 1024 * 1024;

    private final long overflowBytes;
    private final MemoryBudget budget;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private long remaining;
    private long buffered;

    /** A piece of output of one kind. */
    interface Part {

        long remaining();

        /** Moves what the sink takes now, or so much that others should have their turn. */
        long drainTo(ByteSink sink) throws IOException;

        void close();
    }

    /** Bytes written by the application. */
    private record Buffered(OverflowBuffer buffer) implements Part {

        @Override
        public long remaining() {
            return buffer.remaining();
        }

        @Override
        public long drainTo(ByteSink sink) throws IOException {
            return buffer.drainTo(sink);
        }

        @Override
        public void close() {
            buffer.close();
        }
    }

    PendingOutput(long overflowBytes, MemoryBudget budget) {
        this.overflowBytes = overflowBytes;
        this.budget = budget;
    }

    long remaining() {
        return remaining;
    }

    /** Returns how many of the remaining bytes we hold ourselves, as opposed to those in the application's files. */
    long buffered() {
        return buffered;
    }

    void append(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (length > 0) {
            tail().append(source);
            remaining += length;
            buffered += length;
        }
    }

    /** Appends the rest of a chunk; returns true if it is owned from here on. */
    boolean append(Chunk chunk) throws IOException {
        int length = chunk.bytes().remaining();
        boolean owned = tail().append(chunk);
        remaining += length;
        buffered += length;
        return owned;
    }

    /** Appends part of a file and owns it from here on. */
    void append(FileRegion region) {
        parts.add(region);
        remaining += region.remaining();
    }

    /**
     * Moves bytes until the sink is full, nothing is left, or so many have gone that others should have their turn.
     *
     * @return the number of bytes moved
     */
    long drainTo(ByteSink sink) throws IOException {
        long total = 0;
        Part part;
        while ((part = parts.peek()) != null) {
            long moved = part.drainTo(sink);
            total += moved;
            remaining -= moved;
            buffered -= part instanceof Buffered ? moved : 0;
            if (part.remaining() > 0) {
                break;
            }
            parts.remove();
            part.close();
        }
        return total;
    }

    void close() {
        parts.forEach(Part::close);
        parts.clear();
        remaining = 0;
        buffered = 0;
    }

    private OverflowBuffer tail() {
        if (parts.peekLast() instanceof Buffered last && last.buffer.spilledBytes() < MAX_SPILLED) {
            return last.buffer;
        }
        OverflowBuffer added = new OverflowBuffer(overflowBytes, budget);
        parts.add(new Buffered(added));
        return added;
    }
}

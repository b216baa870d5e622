package io.waitress.core.internal.buffer;

import java.nio.ByteBuffer;

/** A piece of the memory of an {@link OverflowBuffer}: bytes from start to end are unread, those from end on are free. */
final class Segment {

    final ByteBuffer bytes;
    /** What the bytes are part of, or null if they are on the heap. */
    final Chunk chunk;
    int start;
    int end;
    Segment next;

    Segment(ByteBuffer bytes) {
        this.bytes = bytes;
        this.chunk = null;
    }

    Segment(Chunk chunk) {
        this.chunk = chunk;
        this.start = chunk.bytes().position();
        this.end = chunk.bytes().limit();
        this.bytes = chunk.bytes().clear();
    }

    int unread() {
        return end - start;
    }

    int room() {
        return bytes.capacity() - end;
    }
}

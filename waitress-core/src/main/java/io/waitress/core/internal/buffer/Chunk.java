package io.waitress.core.internal.buffer;

import java.nio.ByteBuffer;

/**
 * A buffer for output on its way from an application to a socket. Has one owner at a time, who hands it on or releases
 * it; after that it may be another connection's, and must not be touched.
 */
public final class Chunk {

    /** The capacity that every chunk has at least. */
    public static final int SMALLEST = 16 * 1024;

    private final ByteBuffer bytes;

    /** Where the chunk returns to; null if it is only lent once. */
    private final ChunkPool pool;

    Chunk(ByteBuffer bytes, ChunkPool pool) {
        this.bytes = bytes;
        this.pool = pool;
    }

    /** Returns the buffer. Owner only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Gives the chunk back. Owner only, who ceases to be it. */
    public void release() {
        if (pool != null) {
            pool.takeBack(this);
        }
    }

    /** Tells whether the memory is worth handing on: it is the pool's, and not for a few bytes only. */
    boolean worthKeeping() {
        return pool != null && bytes.remaining() >= bytes.capacity() / 4;
    }
}

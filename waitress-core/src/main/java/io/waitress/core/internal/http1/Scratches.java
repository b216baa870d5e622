package io.waitress.core.internal.http1;

import io.waitress.core.internal.buffer.ScratchPool;
import io.waitress.core.internal.work.ApplicationThread;
import java.nio.ByteBuffer;

/** Lends buffers for encoding: the thread's own, else one of a pool. Safe from any thread. */
final class Scratches {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int POOLED_BUFFERS = 64;

    private final ScratchPool pool;

    Scratches() {
        this(new ScratchPool(BUFFER_BYTES, POOLED_BUFFERS));
    }

    /** For a test that has a pool of its own. */
    Scratches(ScratchPool pool) {
        this.pool = pool;
    }

    /** Returns an empty buffer with at least so much room, for the current thread until {@link #release}. */
    ByteBuffer lease(int bytes) {
        ByteBuffer own = ApplicationThread.scratchOfCurrentThread();
        if (own != null && own.capacity() >= bytes) {
            return own.clear();
        }
        return bytes <= BUFFER_BYTES ? pool.acquire() : ByteBuffer.allocate(bytes);
    }

    /** Takes the buffer back. */
    void release(ByteBuffer buffer) {
        if (buffer.isDirect() && buffer != ApplicationThread.scratchOfCurrentThread()) {
            pool.release(buffer);
        }
    }
}

package io.waitress.core.internal.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Direct buffers of one size, for encoding on threads that have none of their own: virtual threads and threads of the
 * application. Keeps a fixed number at most; a surplus buffer is left to the garbage collector.
 *
 * <p>Safe from any thread, lock-free, allocates only when no buffer is free.
 */
public final class ScratchPool {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What the virtual machine has said, and when. */
    private record Refusal(OutOfMemoryError error, long nanos) {
    }

    private final int bufferBytes;
    private final IntFunction<ByteBuffer> allocator;
    private final Slots<ByteBuffer> free;
    private volatile Refusal refusal;

    /**
     * Creates an empty pool.
     *
     * @param bufferBytes the size of each buffer
     * @param maxBuffers how many to keep at most
     */
    public ScratchPool(int bufferBytes, int maxBuffers) {
        this(bufferBytes, maxBuffers, Slots.DIRECT);
    }

    /** For a test in which the virtual machine has no direct memory. */
    public ScratchPool(int bufferBytes, int maxBuffers, IntFunction<ByteBuffer> allocator) {
        this.bufferBytes = bufferBytes;
        this.allocator = allocator;
        this.free = new Slots<>(maxBuffers);
    }

    /**
     * Returns an empty buffer that nobody else uses until it is released.
     *
     * @throws OutOfMemoryError if there is no direct memory left, or was none a moment ago: each attempt would collect
     *     garbage and wait for half a second before it fails
     */
    public ByteBuffer acquire() {
        ByteBuffer buffer = free.take(free.count());
        return buffer == null ? make() : buffer.clear();
    }

    private ByteBuffer make() {
        Refusal last = refusal;
        if (last != null && System.nanoTime() - last.nanos < PAUSE_NANOS) {
            throw last.error;
        }
        try {
            return allocator.apply(bufferBytes);
        } catch (OutOfMemoryError e) {
            refusal = new Refusal(e, System.nanoTime());
            throw e;
        }
    }

    /** Takes a buffer back. The caller must not use it any more. */
    public void release(ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.capacity() != bufferBytes) {
            throw new IllegalArgumentException("Not a buffer of this pool: " + buffer);
        }
        free.put(buffer);
    }
}

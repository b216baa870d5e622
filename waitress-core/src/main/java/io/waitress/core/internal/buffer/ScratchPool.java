package io.waitress.core.internal.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Direct buffers of one size, for encoding on threads that have none of their own: virtual threads and threads of the
 * application. Keeps a fixed number at most; a surplus buffer is left to the garbage collector.
 *
 * <p>Safe from any thread, lock-free, allocates only when no buffer is free. Each slot is handed over whole by one
 * atomic exchange:
 * <pre>
 *   acquire                              release
 *   slot.getAndSet(null) → mine or null  slot.compareAndSet(null, buffer) → given back, or try the next slot
 * </pre>
 */
public final class ScratchPool {

    private final int bufferBytes;
    private final AtomicReferenceArray<ByteBuffer> slots;

    /**
     * Creates an empty pool.
     *
     * @param bufferBytes the size of each buffer
     * @param maxBuffers how many to keep at most
     */
    public ScratchPool(int bufferBytes, int maxBuffers) {
        this.bufferBytes = bufferBytes;
        this.slots = new AtomicReferenceArray<>(maxBuffers);
    }

    /** Returns an empty buffer that nobody else uses until it is released. */
    public ByteBuffer acquire() {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.getPlain(i) != null) {
                ByteBuffer buffer = slots.getAndSet(i, null);
                if (buffer != null) {
                    return buffer.clear();
                }
            }
        }
        return ByteBuffer.allocateDirect(bufferBytes);
    }

    /** Takes a buffer back. The caller must not use it any more. */
    public void release(ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.capacity() != bufferBytes) {
            throw new IllegalArgumentException("Not a buffer of this pool: " + buffer);
        }
        for (int i = 0; i < slots.length(); i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, buffer)) {
                return;
            }
        }
    }
}

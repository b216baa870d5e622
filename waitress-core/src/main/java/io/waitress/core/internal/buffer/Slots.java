package io.waitress.core.internal.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * So many places in which threads leave things for each other. Safe from any thread, lock-free, allocates nothing. Each
 * thing is handed over whole by one atomic exchange:
 * <pre>
 *   take                                put
 *   slot.getAndSet(null) → it or null   slot.compareAndSet(null, it) → there, or try the next slot
 * </pre>
 */
final class Slots<T> {

    /** How buffers that are kept in slots are made. */
    static final IntFunction<ByteBuffer> DIRECT = ByteBuffer::allocateDirect;

    private final AtomicReferenceArray<T> slots;

    Slots(int count) {
        this.slots = new AtomicReferenceArray<>(count);
    }

    int count() {
        return slots.length();
    }

    /** Takes something from one of the first so many slots; null if there is nothing. */
    T take(int first) {
        for (int i = 0; i < first; i++) {
            if (slots.getPlain(i) != null) {
                T taken = slots.getAndSet(i, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /** Leaves something in the first free slot; drops it if there is none. */
    void put(T thing) {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, thing)) {
                return;
            }
        }
    }
}

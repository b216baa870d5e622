package io.waitress.core.internal.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Direct buffers for output, so many at most, never given back to the system. Each one in use counts against the budget.
 * When there is no more, smaller buffers on the heap have to do.
 *
 * <p>Safe from any thread, lock-free. There is a slot for every chunk that is made.
 */
public final class ChunkPool {

    /** Large enough that the cost of a system call does not matter, small enough to stay in a processor's cache. */
    static final int CHUNK_BYTES = 64 * 1024;
    private static final int MAX_CHUNKS = 256;

    private final MemoryBudget budget;
    private final IntFunction<ByteBuffer> allocator;
    private final Slots<Chunk> free;
    private final AtomicInteger made = new AtomicInteger();

    /** Creates an empty pool. */
    public ChunkPool(MemoryBudget budget) {
        this(budget, Slots.DIRECT);
    }

    /** For a test in which the virtual machine has no direct memory. */
    ChunkPool(MemoryBudget budget, IntFunction<ByteBuffer> allocator) {
        this.budget = budget;
        this.allocator = allocator;
        this.free = new Slots<>((int) Math.min(MAX_CHUNKS, budget.limit() / CHUNK_BYTES));
    }

    /** Returns an empty chunk, of which the caller is the owner. */
    public Chunk acquire() {
        if (budget.tryReserve(CHUNK_BYTES)) {
            Chunk chunk = null;
            try {
                chunk = takeOrMake();
            } finally {
                if (chunk == null) {
                    budget.release(CHUNK_BYTES);
                }
            }
            if (chunk != null) {
                chunk.bytes().clear();
                return chunk;
            }
        }
        return new Chunk(ByteBuffer.allocate(Chunk.SMALLEST), null);
    }

    void takeBack(Chunk chunk) {
        free.put(chunk);
        budget.release(CHUNK_BYTES);
    }

    private Chunk takeOrMake() {
        Chunk chunk = free.take(Math.min(made.get(), free.count()));
        if (chunk != null) {
            return chunk;
        }
        if (made.get() >= free.count()) {
            return null;
        }
        if (made.incrementAndGet() > free.count()) {
            made.decrementAndGet();
            return null;
        }
        try {
            return new Chunk(allocator.apply(CHUNK_BYTES), this);
        } catch (OutOfMemoryError e) {
            // Those there are have to do: each further attempt would collect garbage and wait before it fails.
            made.set(free.count());
            return null;
        }
    }
}

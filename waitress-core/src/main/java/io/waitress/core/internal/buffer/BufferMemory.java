package io.waitress.core.internal.buffer;

/**
 * The memory that all connections of a server share for bodies and output.
 *
 * @param budget how much there is
 * @param chunks the part of it that output is collected in
 */
public record BufferMemory(MemoryBudget budget, ChunkPool chunks) {

    /** Returns memory of which nothing is used. */
    public static BufferMemory of(long bytes) {
        MemoryBudget budget = new MemoryBudget(bytes);
        return new BufferMemory(budget, new ChunkPool(budget));
    }
}

package io.waitress.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ChunkPoolTest {

    private final MemoryBudget budget = new MemoryBudget(4 * ChunkPool.CHUNK_BYTES);
    private final ChunkPool pool = new ChunkPool(budget);

    @Test
    void givesAReleasedChunkAgainAndEmpty() {
        Chunk first = pool.acquire();
        first.bytes().putInt(1).flip();
        first.release();

        Chunk second = pool.acquire();

        assertSame(first, second);
        assertTrue(second.bytes().isDirect());
        assertEquals(ChunkPool.CHUNK_BYTES, second.bytes().remaining());
        assertEquals(ChunkPool.CHUNK_BYTES, budget.used());
    }

    @Test
    void lendsHeapMemoryWhenTheBudgetIsUsedUp() {
        List<Chunk> chunks = List.of(pool.acquire(), pool.acquire(), pool.acquire());
        assertFalse(budget.tryReserve(1));

        Chunk substitute = pool.acquire();

        assertFalse(substitute.bytes().isDirect());
        assertEquals(Chunk.SMALLEST, substitute.bytes().capacity());
        substitute.release();
        chunks.forEach(Chunk::release);
        assertEquals(0, budget.used());
        assertNotSame(substitute, pool.acquire());
    }

    @Test
    void lendsHeapMemoryWhenThereIsNoDirectMemoryAndAsksForNoMore() {
        AtomicInteger asked = new AtomicInteger();
        ChunkPool poor = new ChunkPool(budget, bytes -> {
            if (asked.incrementAndGet() > 1) {
                throw new OutOfMemoryError("deliberate");
            }
            return ByteBuffer.allocateDirect(bytes);
        });
        Chunk direct = poor.acquire();
        List<Chunk> substitutes = List.of(poor.acquire(), poor.acquire());

        substitutes.forEach(chunk -> assertFalse(chunk.bytes().isDirect()));
        assertEquals(2, asked.get());
        substitutes.forEach(Chunk::release);
        direct.release();
        assertSame(direct, poor.acquire());
        assertEquals(ChunkPool.CHUNK_BYTES, budget.used());
    }

    @Test
    void neverGivesOneChunkToTwoNorLosesOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            List<Future<Void>> results = new ArrayList<>();
            for (int t = 0; t < 5; t++) {
                long mark = t;
                results.add(threads.submit((Callable<Void>) () -> {
                    for (int i = 0; i < 50_000; i++) {
                        Chunk chunk = pool.acquire();
                        chunk.bytes().putLong(0, mark);
                        Thread.onSpinWait();
                        assertEquals(mark, chunk.bytes().getLong(0));
                        chunk.release();
                    }
                    return null;
                }));
            }
            for (Future<Void> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(0, budget.used());
        for (int i = 0; i < 3; i++) {
            assertTrue(pool.acquire().bytes().isDirect());
        }
    }
}

package io.waitress.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ScratchPoolTest {

    @Test
    void givesAReleasedBufferAgainAndEmpty() {
        ScratchPool pool = new ScratchPool(16, 2);
        ByteBuffer first = pool.acquire();
        first.putInt(1).flip();
        pool.release(first);

        ByteBuffer second = pool.acquire();

        assertSame(first, second);
        assertTrue(second.isDirect());
        assertEquals(16, second.remaining());
    }

    @Test
    void keepsNoMoreThanItsMaximum() {
        ScratchPool pool = new ScratchPool(16, 1);
        ByteBuffer first = pool.acquire();
        ByteBuffer second = pool.acquire();
        pool.release(first);
        pool.release(second);

        assertSame(first, pool.acquire());
        assertNotSame(second, pool.acquire());
    }

    @Test
    void refusesAForeignBuffer() {
        ScratchPool pool = new ScratchPool(16, 1);

        assertThrows(IllegalArgumentException.class, () -> pool.release(ByteBuffer.allocateDirect(8)));
    }

    @Test
    void neverGivesOneBufferToTwo() throws Exception {
        ScratchPool pool = new ScratchPool(8, 3);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> results = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                long mark = t;
                results.add(threads.submit((Callable<Void>) () -> {
                    for (int i = 0; i < 50_000; i++) {
                        ByteBuffer buffer = pool.acquire();
                        buffer.putLong(0, mark);
                        Thread.onSpinWait();
                        assertEquals(mark, buffer.getLong(0));
                        pool.release(buffer);
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
    }
}

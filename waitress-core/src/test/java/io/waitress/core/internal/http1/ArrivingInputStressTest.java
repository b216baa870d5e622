package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.buffer.OverflowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dispatcher and a reader at the same input. The dispatcher here offers only while there is room, and waits to be
 * resumed else; the reader waits, parked or for its callback, whenever nothing is there. A signal that is lost leaves
 * both waiting.
 */
@Timeout(300)
class ArrivingInputStressTest {

    private static final int INTEGERS = 100_000;
    private static final long LOST_SECONDS = 30;

    private final ExecutorService readers = Executors.newSingleThreadExecutor();
    private final Semaphore resumed = new Semaphore(0);
    private final MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);

    @AfterEach
    void stop() {
        readers.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "100, true", "100, false", "1000000000, true", "1000000000, false"})
    void losesNoByteAndNoSignal(long window, boolean blocking) throws Exception {
        ArrivingInput input = new ArrivingInput(window, readers, resumed::release, () -> { });
        Check check = new Check(input);
        readers.execute(blocking ? check::readBlocking : check::readWithoutBlocking);

        offerAll(input, 0, INTEGERS);
        input.end();

        assertEquals(INTEGERS, check.seen.get(LOST_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, budget.used());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesEverythingBackWhereverItIsClosed(boolean blocking) throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            ArrivingInput input = new ArrivingInput(64, readers, resumed::release, () -> { });
            Check check = new Check(input);
            readers.execute(blocking ? check::readBlocking : check::readWithoutBlocking);
            int before = random.nextInt(200);
            Thread closer = new Thread(input::close);

            offerAll(input, 0, before);
            closer.start();
            offerAll(input, before, before + 50);
            closer.join();

            if (blocking) {
                check.seen.get(LOST_SECONDS, TimeUnit.SECONDS);
            }
            readers.submit(() -> { }).get(LOST_SECONDS, TimeUnit.SECONDS);
            assertTrue(input.drained());
            assertEquals(0, budget.used(), "round " + round);
        }
    }

    private void offerAll(ArrivingInput input, int from, int to) throws Exception {
        Random random = new Random(to);
        int next = from;
        while (next < to) {
            if (!input.hasRoom()) {
                assertTrue(resumed.tryAcquire(LOST_SECONDS, TimeUnit.SECONDS), "the dispatcher is never resumed");
                continue;
            }
            OverflowBuffer piece = new OverflowBuffer(1_000, budget);
            for (int i = random.nextInt(5); i >= 0 && next < to; i--) {
                piece.append(ByteBuffer.allocate(Integer.BYTES).putInt(next++).flip());
            }
            input.offer(piece);
            if (random.nextInt(20) == 0) {
                Thread.yield();
            }
        }
    }

    /** Reads integers that follow each other; done at the end, or when the input is closed. */
    private static final class Check {

        private final ArrivingInput input;
        private final CompletableFuture<Integer> seen = new CompletableFuture<>();
        private final ByteBuffer integer = ByteBuffer.allocate(Integer.BYTES);
        private int next;

        Check(ArrivingInput input) {
            this.input = input;
        }

        void readBlocking() {
            byte[] bytes = new byte[7];
            try {
                for (int count = input.stream().read(bytes); count >= 0; count = input.stream().read(bytes)) {
                    take(ByteBuffer.wrap(bytes, 0, count));
                }
            } catch (IOException ignored) {
                // closed
            } catch (AssertionError e) {
                seen.completeExceptionally(e);
            }
            seen.complete(next);
        }

        void readWithoutBlocking() {
            ByteBuffer bytes = ByteBuffer.allocate(7);
            try {
                int count = input.read(bytes);
                while (count > 0) {
                    take(bytes.flip());
                    count = input.read(bytes.clear());
                }
                if (count < 0) {
                    seen.complete(next);
                } else {
                    input.onReadable(this::readWithoutBlocking);
                }
            } catch (IOException ignored) {
                seen.complete(next);    // closed
            } catch (AssertionError e) {
                seen.completeExceptionally(e);
            }
        }

        private void take(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                integer.put(bytes.get());
                if (!integer.hasRemaining()) {
                    assertEquals(next, integer.flip().getInt());
                    next++;
                    integer.clear();
                }
            }
        }
    }
}

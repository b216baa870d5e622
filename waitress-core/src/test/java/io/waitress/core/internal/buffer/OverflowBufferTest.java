package io.waitress.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class OverflowBufferTest {

    @Test
    void isEmptyAtFirst() throws IOException {
        try (OverflowBuffer buffer = new OverflowBuffer(10, new MemoryBudget(Long.MAX_VALUE))) {
            assertEquals(0, buffer.remaining());
            assertEquals(-1, buffer.read(new byte[1], 0, 1));
        }
    }

    @Test
    void readsWhatWasAppended() throws IOException {
        try (OverflowBuffer buffer = new OverflowBuffer(100, new MemoryBudget(Long.MAX_VALUE))) {
            buffer.append("hello ".getBytes(), 0, 6);
            buffer.append(ByteBuffer.wrap("world".getBytes()));
            byte[] read = new byte[20];

            int count = buffer.read(read, 0, read.length);

            assertEquals("hello world", new String(read, 0, count));
            assertEquals(0, buffer.spilledBytes());
            assertEquals(-1, buffer.read(read, 0, read.length));
        }
    }

    /** As when a request that a thread still reads is ended by its time-out. */
    @Test
    void givesEachPieceOfMemoryBackOnceAlthoughItIsReadWhenItIsClosed() throws Exception {
        int rounds = 50_000;
        MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
        OverflowBuffer[] buffer = {null};
        AtomicInteger round = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Thread closing = new Thread(() -> {
            for (int i = 1; i <= rounds; i++) {
                while (round.get() < i) {
                    Thread.yield();
                }
                buffer[0].close();
                closed.set(i);
            }
        });
        closing.start();
        for (int i = 1; i <= rounds; i++) {
            buffer[0] = new OverflowBuffer(100_000, budget);
            for (int bytes = 1; bytes <= 256; bytes *= 2) {
                buffer[0].append(new byte[bytes], 0, bytes);
            }
            round.set(i);
            for (int pause = i % 64; pause > 0; pause--) {
                Thread.onSpinWait();
            }
            try {
                buffer[0].read(new byte[1000], 0, 1000);
            } catch (RuntimeException ignored) {
                // It is closed.
            }
            while (closed.get() < i) {
                Thread.yield();
            }
        }
        closing.join();

        assertEquals(0, budget.used());
    }

    @Test
    void readsNothingIntoAFullTarget() throws IOException {
        try (OverflowBuffer buffer = new OverflowBuffer(100, new MemoryBudget(Long.MAX_VALUE))) {
            buffer.append(new byte[3], 0, 3);

            assertEquals(0, buffer.read(ByteBuffer.allocate(0)));
            assertEquals(3, buffer.remaining());
        }
    }

    @Test
    void keepsTheThresholdInMemoryAndTheNextByteInAFile() throws IOException {
        try (OverflowBuffer buffer = new OverflowBuffer(10, new MemoryBudget(Long.MAX_VALUE))) {
            buffer.append(new byte[10], 0, 10);
            assertEquals(0, buffer.spilledBytes());

            buffer.append(new byte[1], 0, 1);

            assertEquals(1, buffer.spilledBytes());
            assertEquals(11, buffer.remaining());
        }
    }

    @Test
    void returnsToMemoryOnceEverythingWasRead() throws IOException {
        try (OverflowBuffer buffer = new OverflowBuffer(4, new MemoryBudget(Long.MAX_VALUE))) {
            buffer.append(new byte[5], 0, 5);
            buffer.read(new byte[5], 0, 5);

            buffer.append(new byte[4], 0, 4);

            assertEquals(5, buffer.spilledBytes());
            assertEquals(4, buffer.remaining());
        }
    }

    @Test
    void survivesAnInterruptThatIsAlreadySet() throws IOException {
        try (OverflowBuffer buffer = new OverflowBuffer(0, new MemoryBudget(Long.MAX_VALUE))) {
            Thread.currentThread().interrupt();

            buffer.append(new byte[] {1, 2}, 0, 2);
            byte[] read = new byte[2];
            buffer.read(read, 0, 2);

            assertTrue(Thread.interrupted());
            assertArrayEquals(new byte[] {1, 2}, read);
        }
    }

    @Test
    void refusesUseAfterClose() throws IOException {
        OverflowBuffer buffer = new OverflowBuffer(0, new MemoryBudget(Long.MAX_VALUE));
        buffer.append(new byte[1], 0, 1);

        buffer.close();
        buffer.close();

        assertEquals(0, buffer.remaining());
        assertThrows(IllegalStateException.class, () -> buffer.append(new byte[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> buffer.read(new byte[1], 0, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 5_000, 70_000, 10_000_000})
    void keepsTheOrderOfMixedAppendsReadsAndDrains(long threshold) throws IOException {
        long seed = 7 + threshold;
        Random random = new Random(seed);
        byte[] expected = new byte[500_000];
        random.nextBytes(expected);
        StingySink sink = new StingySink(random);
        try (OverflowBuffer buffer = new OverflowBuffer(threshold, new MemoryBudget(Long.MAX_VALUE))) {
            int appended = 0;
            while (sink.taken.size() < expected.length) {
                int length = Math.min(expected.length - appended, random.nextInt(30_000));
                buffer.append(expected, appended, length);
                appended += length;
                if (random.nextBoolean()) {
                    buffer.drainTo(sink);
                } else {
                    byte[] chunk = new byte[1 + random.nextInt(20_000)];
                    int count = buffer.read(chunk, 0, chunk.length);
                    sink.taken.write(chunk, 0, Math.max(0, count));
                }
                assertEquals(appended - sink.taken.size(), buffer.remaining());
            }
        }
        assertTrue(Arrays.equals(expected, sink.taken.toByteArray()), "seed " + seed);
    }

    /** Takes a random part of what it is offered. */
    private static final class StingySink implements ByteSink {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Random random;

        StingySink(Random random) {
            this.random = random;
        }

        @Override
        public long write(ByteBuffer[] sources, int count) {
            long total = 0;
            for (int i = 0; i < count; i++) {
                int offered = sources[i].remaining();
                int part = random.nextInt(offered + 1);
                byte[] bytes = new byte[part];
                sources[i].get(bytes);
                taken.writeBytes(bytes);
                total += part;
                if (part < offered) {
                    break;
                }
            }
            return total;
        }

        @Override
        public long send(FileChannel file, long position, long count) throws IOException {
            return file.transferTo(position, random.nextInt((int) count + 1), new WritableByteChannel() {
                @Override
                public int write(ByteBuffer source) {
                    byte[] bytes = new byte[source.remaining()];
                    source.get(bytes);
                    taken.writeBytes(bytes);
                    return bytes.length;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {
                }
            });
        }
    }

    @Test
    void spillsWhatTheBudgetDoesNotGrantAndGivesEverythingBack() throws IOException {
        MemoryBudget budget = new MemoryBudget(100);
        byte[] content = new byte[300];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        try (OverflowBuffer other = new OverflowBuffer(1000, budget);
                OverflowBuffer limited = new OverflowBuffer(1000, budget)) {
            other.append(content, 0, 60);
            assertEquals(60, budget.used());

            limited.append(content, 0, 30);
            limited.append(content, 30, 270);

            assertTrue(limited.spilledBytes() > 0);
            assertTrue(budget.used() <= 100);
            byte[] read = new byte[300];
            int count = 0;
            while (count < 300) {
                count += limited.read(read, count, 300 - count);
            }
            assertArrayEquals(content, read);
            assertEquals(60, budget.used());
        }
        assertEquals(0, budget.used());
    }

    @Test
    void leavesTheLastOfTheBudgetToSmallBuffers() throws IOException {
        MemoryBudget budget = new MemoryBudget(256 * 1024);
        try (OverflowBuffer large = new OverflowBuffer(1_000_000, budget);
                OverflowBuffer small = new OverflowBuffer(1_000_000, budget)) {
            large.append(new byte[500_000], 0, 500_000);
            assertTrue(large.spilledBytes() > 0);

            small.append(new byte[10_000], 0, 10_000);

            assertEquals(0, small.spilledBytes());
            small.append(new byte[100_000], 0, 100_000);
            assertTrue(small.spilledBytes() > 0);
            assertTrue(budget.used() <= 256 * 1024);
        }
        assertEquals(0, budget.used());
    }
}

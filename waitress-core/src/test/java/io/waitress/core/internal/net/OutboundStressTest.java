package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.net.Outbound.Flush;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer and a dispatcher at the same output. The dispatcher here flushes only when it was told to, or when the
 * socket it had left armed has room: a request that is lost leaves the writer waiting at the watermark for ever.
 */
@Timeout(300)
class OutboundStressTest {

    private static final long LOST_SECONDS = 20;

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 1_000})
    void losesNoByteAndNoRequestToFlush(long highWatermark) throws Exception {
        int messages = 200_000;
        FakeTransport transport = new FakeTransport(0);
        Loop loop = new Loop(transport);
        Outbound outbound = new Outbound(loop, transport, 500, highWatermark, new MemoryBudget(Long.MAX_VALUE),
                new Patience(0, 0, () -> true));
        loop.outbound = outbound;
        CountDownLatch written = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            Random random = new Random(1);
            try {
                for (int i = 0; i < messages; i++) {
                    ByteBuffer message = ByteBuffer.allocate(Integer.BYTES).putInt(i).flip();
                    if (random.nextInt(3) == 0) {
                        outbound.writeLater(message);
                    } else {
                        outbound.write(message, null, true);
                    }
                    if (random.nextInt(100) == 0) {
                        Thread.yield();
                    }
                }
                outbound.finish();
                loop.tasks.add(Loop.LOOK);
                written.countDown();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();

        loop.run();

        assertTrue(written.await(LOST_SECONDS, TimeUnit.SECONDS), "the writer waits for ever");
        ByteBuffer taken = ByteBuffer.wrap(transport.taken());
        assertEquals(messages * Integer.BYTES, taken.remaining());
        for (int i = 0; i < messages; i++) {
            assertEquals(i, taken.getInt());
        }
    }

    /** Plays the dispatcher: tasks, and a socket that is ready again and again while it is armed. */
    private static final class Loop implements Outbound.Owner {

        private static final Runnable ARM = () -> { };
        private static final Runnable FLUSH = () -> { };
        private static final Runnable LOOK = () -> { };

        private final FakeTransport transport;
        private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private final Thread self = Thread.currentThread();
        private final Random random = new Random(2);
        private boolean armed;
        private Outbound outbound;

        Loop(FakeTransport transport) {
            this.transport = transport;
        }

        void run() throws InterruptedException {
            while (!transport.shut()) {
                Runnable task = armed ? tasks.poll() : tasks.poll(LOST_SECONDS, TimeUnit.SECONDS);
                if (task == ARM) {
                    armed = true;
                } else if (task == FLUSH || armed) {
                    transport.room(random.nextInt(200));
                    Flush result = outbound.flush();
                    armed = result == Flush.PENDING;
                } else if (task != LOOK && !transport.shut()) {
                    throw new AssertionError("nobody asked for a flush, and " + outbound.pending() + " bytes are left");
                }
            }
        }

        @Override
        public boolean holdsRole() {
            return Thread.currentThread() == self;
        }

        @Override
        public void outputKept() {
            tasks.add(ARM);
        }

        @Override
        public void flushRequested() {
            tasks.add(FLUSH);
        }

        @Override
        public void bytesSent(long count) {
        }

        @Override
        public void outputFailed() {
            throw new AssertionError();
        }
    }
}

package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cuts off who takes a response too slowly, at a time that the test decides. */
@Timeout(120)
class SendRateFunctionalTest {

    private static final int RATE = 1000;
    private static final int WINDOWS = 5;
    private static final long WINDOW_NANOS = Pace.SEND_WINDOW.toNanos();
    /** More than the system keeps for a client that reads nothing. */
    private static final int LARGE = 32 * 1024 * 1024;

    private final AtomicLong time = new AtomicLong(1);
    private final BlockingQueue<Connection> written = new LinkedBlockingQueue<>();
    private NetworkServer server;

    @BeforeEach
    void start() throws IOException {
        Settings settings = Settings.builder().listen("127.0.0.1:0").dispatchers(1).outbufOverflow(2L * LARGE)
                .channelTimeout(Duration.ofDays(365)).admission(admission -> admission.minSendRate(RATE)).build();
        server = new NetworkServer(settings, "test", WorkerPool.create(settings, "test"), Answering::new, () -> { },
                time::get);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    @Test
    void cutsOffWhoTakesNothing() throws Exception {
        try (RawClient stalled = connect().send("x"); RawClient silent = connect()) {
            Connection connection = written.take();
            pass(1);
            assertTrue(connection.open());

            pass(WINDOWS);

            assertFalse(connection.open());
            assertEquals(1, server.refusals().count(Refusals.Reason.SEND_RATE));
            silent.assertOpen();
            stalled.reset();
        }
    }

    @Test
    void leavesWhoTakesEnough() throws Exception {
        try (RawClient client = connect().send("x")) {
            Connection connection = written.take();
            for (int i = 0; i < WINDOWS; i++) {
                long before = connection.outbound().pending();
                client.skip(LARGE / WINDOWS / 2);
                while (connection.outbound().pending() > before - RATE * WINDOW_NANOS / 1_000_000_000) {
                    Thread.onSpinWait();    // until the system has taken what the client made room for
                }
                pass(1);
                assertTrue(connection.outbound().pending() > 0, "output waits");
            }

            assertTrue(connection.open());
            assertEquals(0, server.refusals().count(Refusals.Reason.SEND_RATE));
        }
    }

    private RawClient connect() {
        return RawClient.connect(server.addresses().get(0), 4096);
    }

    /** Lets windows pass, and the dispatcher look in each of them: deadlines run after the tasks of a turn. */
    private void pass(int windows) throws InterruptedException {
        for (int i = 0; i < windows; i++) {
            time.addAndGet(WINDOW_NANOS);
            for (int turn = 0; turn < 2; turn++) {
                CountDownLatch turned = new CountDownLatch(1);
                Dispatcher dispatcher = server.dispatchers().get(0);
                dispatcher.execute(() -> dispatcher.deadlines().schedule(0, turned::countDown));
                assertTrue(turned.await(60, TimeUnit.SECONDS));
            }
        }
    }

    /** Sends much for every read, without waiting. */
    private final class Answering implements Protocol {

        private final Connection connection;

        Answering(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onBytes(ByteBuffer input) {
            try {
                connection.outbound().write(ByteBuffer.allocate(LARGE), null, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written.add(connection);
        }

        @Override
        public void onEndOfInput() {
            connection.close();
        }

        @Override
        public void onDrained() {
            // nothing follows
        }

        @Override
        public void onClosed() {
            // nothing is kept
        }

        @Override
        public boolean idle() {
            return true;
        }
    }
}

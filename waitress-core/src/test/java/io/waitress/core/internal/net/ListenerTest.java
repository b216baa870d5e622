package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.buffer.BufferMemory;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ListenerTest {

    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger accepts = new AtomicInteger();
    private final Settings settings = Settings.builder().threads(1).build();
    private final WorkerPool workers = WorkerPool.create(settings, "test");
    private ServerSocketChannel channel;
    private Dispatcher dispatcher;
    private Thread thread;
    private final ConnectionLimit limit = new ConnectionLimit(10);
    private final ConnectionOpener opener = new ConnectionOpener(settings, limit,
            BufferMemory.of(1 << 20), workers, new Refusals());
    private volatile Exception failure = new IOException("Too many open files");

    @BeforeEach
    void listen() throws Exception {
        channel = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        dispatcher = new Dispatcher("test", settings, workers, time::get, failure -> { });
        Listener listener = new Listener(List.of(dispatcher), limit, opener);
        dispatcher.execute(() -> listener.accept(channel, null,
                new Service(TransportFactory.PLAIN, EchoProtocol::new), this::accept, () -> { }));
        thread = new Thread(dispatcher);
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        dispatcher.stop();
        thread.join();
        channel.close();
    }

    @Test
    void restsWhileThereAreNoDescriptorsAndRecovers() throws Exception {
        try (Socket client = connect()) {
            while (accepts.get() == 0) {
                Thread.onSpinWait();
            }
            runTurns(20);
            assertEquals(1, accepts.get());

            for (int attempt = 2; attempt < 5; attempt++) {
                advance(Duration.ofSeconds(1));
                assertEquals(attempt, accepts.get());
            }
            failure = null;
            advance(Duration.ofSeconds(1));

            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());
            assertTrue(accepts.get() <= 6, "a busy loop: " + accepts.get() + " attempts");
        }
    }

    @Test
    void goesOnAcceptingAfterAnUnexpectedException() throws Exception {
        failure = new IllegalStateException("deliberate");
        try (Socket client = connect()) {
            while (accepts.get() == 0) {
                Thread.onSpinWait();
            }
            failure = null;
            advance(Duration.ofSeconds(1));

            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());
        }
    }

    @Test
    void letsGoOfAConnectionForADispatcherThatHasEnded() throws Exception {
        dispatcher.stop();
        thread.join();
        try (Socket client = connect()) {
            SocketChannel accepted = null;
            while (accepted == null) {
                accepted = channel.accept();
            }
            assertTrue(limit.tryAcquire());

            opener.openElsewhere(dispatcher, accepted, null,
                    new Service(TransportFactory.PLAIN, EchoProtocol::new));

            assertFalse(accepted.isOpen());
            assertEquals(-1, client.getInputStream().read());
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(channel.socket().getInetAddress(), channel.socket().getLocalPort());
        client.setSoTimeout(20_000);
        return client;
    }

    private void advance(Duration duration) throws InterruptedException {
        time.addAndGet(duration.toNanos());
        runTurns(4);
    }

    /** Each deadline runs in a turn of its own: after the tasks, and before the next wait. */
    private void runTurns(int turns) throws InterruptedException {
        for (int i = 0; i < turns; i++) {
            CountDownLatch done = new CountDownLatch(1);
            dispatcher.execute(() -> dispatcher.deadlines().schedule(0, done::countDown));
            done.await();
        }
    }

    private SocketChannel accept() throws IOException {
        accepts.incrementAndGet();
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return channel.accept();
    }
}

package io.waitress.core.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.ListenerKind;
import io.waitress.core.internal.net.NetworkServer;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.Service;
import io.waitress.core.internal.net.Transport;
import io.waitress.core.internal.net.TransportFactory;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with arithmetic that takes as long as the test likes, and sockets that fail when it says so. */
@Timeout(300)
class TlsTransportFunctionalTest {

    @TempDir
    static Path folder;
    private static TestKeys keys;

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CountDownLatch judge = new CountDownLatch(1);
    private final List<TlsClient> clients = new ArrayList<>();
    private volatile boolean writesFail;
    private volatile boolean memoryUsedUp;
    private volatile Throwable verdict;
    private TlsLayer layer;
    private NetworkServer server;

    @BeforeAll
    static void makeKeys() {
        keys = TestKeys.make(folder, "EC", "localhost");
    }

    @AfterEach
    void stop() throws Exception {
        judge.countDown();
        for (TlsClient client : clients) {
            client.close();
        }
        server.stop(Duration.ZERO);
        layer.close();
    }

    private void serve(Duration handshakeTimeout) throws Exception {
        Settings settings = Settings.builder().listen("127.0.0.1:0")
                .tls(tls -> tls.keystore(keys.file()).truststore(keys.file()).handshakeTimeout(handshakeTimeout))
                .build();
        Identity identity = new Identity(List.of(keys.certificate()), keys.key(), Set.of("localhost"));
        TlsContext context = TlsContext.of(List.of(identity), new TrustManager[] {new SlowJudge()}, settings.tls());
        layer = new TlsLayer(settings, "test", () -> context, () -> { }, this::allocate);
        TransportFactory transports = (socket, connection) -> layer.create(new Brittle(socket), connection);
        server = new NetworkServer(settings, "test", WorkerPool.create(settings, "test"),
                Map.of(ListenerKind.TLS, new Service(transports, Recorder::new)), () -> { });
        server.start();
    }

    private ByteBuffer allocate(int bytes) {
        if (memoryUsedUp) {
            throw new OutOfMemoryError("Cannot reserve " + bytes + " bytes of direct buffer memory");
        }
        return ByteBuffer.allocateDirect(bytes);
    }

    private TlsClient open() throws Exception {
        int port = ((InetSocketAddress) server.addresses().get(0)).getPort();
        TlsClient client = TlsClient.open(port, options -> options.certificate(keys), keys);
        clients.add(client);
        return client;
    }

    /** Begins a handshake; the future has its end. */
    private CompletableFuture<Void> handshake(TlsClient client) {
        return CompletableFuture.runAsync(() -> {
            try {
                client.socket.startHandshake();
                client.socket.getInputStream().read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, task -> new Thread(task).start());
    }

    /** Begins handshakes until one has come to where its certificate is judged within its time. */
    private CompletableFuture<Void> handshakeUntilJudged() throws Exception {
        for (;;) {
            CompletableFuture<Void> handshake = handshake(open());
            while (!handshake.isDone()) {
                if (events.remove("judging")) {
                    return handshake;
                }
                Thread.yield();
            }
        }
    }

    private void expect(String event) throws InterruptedException {
        assertEquals(event, events.poll(30, TimeUnit.SECONDS));
    }

    /** The engine keeps its lock meanwhile: whoever asked it something would wait. */
    @Test
    void arithmeticDoesNotKeepTheDispatcherFromClosingTheConnection() throws Exception {
        serve(Duration.ofSeconds(1));

        CompletableFuture<Void> first = handshakeUntilJudged();
        CompletableFuture<Void> second = handshake(open());

        first.handle((nothing, failure) -> null).get(30, TimeUnit.SECONDS);
        second.handle((nothing, failure) -> null).get(30, TimeUnit.SECONDS);
        assertEquals(1, judge.getCount());
    }

    @Test
    void nothingIsComputedForThoseWhoHaveGone() throws Exception {
        serve(Duration.ofSeconds(2));
        int threads = Runtime.getRuntime().availableProcessors();
        List<CompletableFuture<Void>> handshakes = new ArrayList<>();

        for (int i = 0; i < threads; i++) {
            handshakes.add(handshakeUntilJudged());
        }
        for (int i = 0; i < 20; i++) {
            handshakes.add(handshake(open()));
        }
        for (CompletableFuture<Void> handshake : handshakes) {
            handshake.handle((nothing, failure) -> null).get(30, TimeUnit.SECONDS);
        }

        // A client may see the end before the dispatcher has called off what was to be computed for it.
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (layer.threads().waiting() > 0 && System.nanoTime() < limit) {
            Thread.yield();
        }
        assertEquals(0, layer.threads().waiting());
    }

    @Test
    void anErrorInTheArithmeticEndsTheConnection() throws Exception {
        serve(Duration.ofSeconds(60));
        verdict = new StackOverflowError("as a test wants it");
        judge.countDown();

        handshake(open()).handle((nothing, failure) -> null).get(30, TimeUnit.SECONDS);

        verdict = null;
        open().socket.startHandshake();
    }

    /** It may be the application that has used it up; the server goes on, and so does TLS once there is some again. */
    @Test
    void aWantOfDirectMemoryEndsTheConnectionOnly() throws Exception {
        serve(Duration.ofSeconds(60));
        judge.countDown();
        memoryUsedUp = true;
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Void> handshake = handshake(open());
            assertNotNull(handshake.handle((nothing, failure) -> failure).get(30, TimeUnit.SECONDS));
        }
        memoryUsedUp = false;

        boolean served = false;
        while (!served) {
            assertNull(server.failure());
            served = handshaken(open());
        }
    }

    private static boolean handshaken(TlsClient client) {
        try {
            client.socket.startHandshake();
            return true;
        } catch (IOException e) {
            return false;   // the server has not asked for memory again yet
        }
    }

    /** An answer of TLS itself fails in the middle of a read that has content too. */
    @Test
    void theProtocolHearsNothingAfterTheEnd() throws Exception {
        serve(Duration.ofSeconds(60));
        judge.countDown();
        TlsClient client = open();
        client.socket.startHandshake();
        client.send("first");
        expect("judging");
        expect("5 bytes");

        client.wire.hold();
        client.send("more");
        client.socket.startHandshake(); // asks for new keys
        client.send("still more");
        writesFail = true;
        client.wire.release(Integer.MAX_VALUE);

        expect("14 bytes");
        expect("closed");
        assertEquals(0, events.size());
    }

    /** Tells what it is told, in order. */
    private final class Recorder implements Protocol {

        Recorder(Connection connection) {
            assertTrue(connection.secure());
        }

        @Override
        public void onBytes(ByteBuffer input) {
            events.add(input.remaining() + " bytes");
        }

        @Override
        public void onEndOfInput() {
            events.add("end");
        }

        @Override
        public void onDrained() {
            events.add("drained");
        }

        @Override
        public void onClosed() {
            events.add("closed");
        }

        @Override
        public boolean idle() {
            return true;
        }
    }

    /** Trusts everybody, in its own time. */
    private final class SlowJudge extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            events.add("judging");
            try {
                judge.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (verdict instanceof Error error) {
                throw error;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {keys.certificate()};
        }
    }

    /** A socket whose writes fail when the test says so. */
    private final class Brittle implements Transport {

        private final Transport socket;

        Brittle(Transport socket) {
            this.socket = socket;
        }

        private void check() throws IOException {
            if (writesFail) {
                throw new IOException("as a test wants it");
            }
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return socket.read(target);
        }

        @Override
        public long write(ByteBuffer source) throws IOException {
            check();
            return socket.write(source);
        }

        @Override
        public long write(ByteBuffer[] sources, int count) throws IOException {
            check();
            return socket.write(sources, count);
        }

        @Override
        public long send(FileChannel file, long position, long count) throws IOException {
            check();
            return socket.send(file, position, count);
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}

package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class NetworkServerFunctionalTest {

    private final AtomicLong time = new AtomicLong();
    private final BlockingQueue<EchoProtocol> protocols = new LinkedBlockingQueue<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private NetworkServer server;
    private WorkerPool workers;

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void echoesOnAPortThatTheSystemChose() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));

        try (Socket client = connect()) {
            assertEcho(client, "hello");
            assertEcho(client, "again");
            Connection connection = protocols.take().connection;
            assertEquals(client.getLocalSocketAddress(), connection.remoteAddress());
            assertEquals(client.getRemoteSocketAddress(), connection.localAddress());
        }
    }

    @Test
    void costsOneReadAndOneWritePerMessageAndNothingElse() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").dispatchers(1));
        try (Socket client = connect()) {
            client.setTcpNoDelay(true);
            assertEcho(client, "warm");
            Counters counters = server.dispatchers().get(0).counters();
            long reads = counters.reads();
            long writes = counters.writes();

            for (int i = 0; i < 1_000; i++) {
                assertEcho(client, "message");
            }

            assertEquals(1_000, counters.reads() - reads);
            assertEquals(1_000, counters.writes() - writes);
            assertEquals(0, counters.interestChanges());
        }
    }

    @Test
    void listensOnSeveralAddresses() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0", "127.0.0.1:0", "unix:" + directory.resolve("s")));

        assertEquals(3, server.addresses().size());
        for (SocketAddress address : server.addresses()) {
            assertChannelEcho(address, "x");
        }
    }

    @Test
    void servesBothFamiliesOnTheWildcard() throws Exception {
        assumeTrue(hasIpv6());
        start(Settings.builder().listen("*:0"));
        int port = ((InetSocketAddress) server.addresses().get(0)).getPort();

        assertChannelEcho(new InetSocketAddress("127.0.0.1", port), "four");
        assertChannelEcho(new InetSocketAddress("::1", port), "six");
    }

    @Test
    void servesOnlyIpv4OnTheWildcardIfAskedTo() throws Exception {
        assumeTrue(hasIpv6());
        start(Settings.builder().listen("*:0").ipv6(false));
        int port = ((InetSocketAddress) server.addresses().get(0)).getPort();

        assertChannelEcho(new InetSocketAddress("127.0.0.1", port), "four");
        assertThrows(IOException.class, () -> assertChannelEcho(new InetSocketAddress("::1", port), "six"));
    }

    @Test
    void listensOnAnIpv6Literal() throws Exception {
        assumeTrue(hasIpv6());
        start(Settings.builder().listen("[::1]:0"));

        assertChannelEcho(server.addresses().get(0), "six");
    }

    @Test
    void servesEveryAddressOfANameOnOnePort() throws Exception {
        start(Settings.builder().listen("localhost:0"));

        assertEquals(1, server.addresses().stream().map(a -> ((InetSocketAddress) a).getPort()).distinct().count());
        for (SocketAddress address : server.addresses()) {
            assertChannelEcho(address, "x");
        }
    }

    @Test
    void namesTheAddressThatCannotBeBoundAndReleasesTheOthers() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path file = directory.resolve("s");

            BindException refused = assertThrows(BindException.class, () -> start(
                    Settings.builder().listen("unix:" + file, "127.0.0.1:" + taken.getLocalPort())));

            assertTrue(refused.getMessage().startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": "),
                    refused.getMessage());
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void givesAUnixSocketItsPermissionsAndRemovesItAtTheEnd() throws Exception {
        Path file = directory.resolve("s");
        start(Settings.builder().unixSocket(file).unixSocketPerms(PosixFilePermissions.fromString("rw-rw----")));

        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertChannelEcho(UnixDomainSocketAddress.of(file), "x");
        server.stop(Duration.ZERO);

        assertFalse(Files.exists(file));
    }

    /** The umask must not matter, not even for a moment; so the file is looked at as soon as there is one. */
    @Test
    void neverGivesAUnixSocketMorePermissionsThanAsked() throws Exception {
        Path file = directory.resolve("s");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch watching = new CountDownLatch(1);
        Thread watcher = new Thread(() -> {
            watching.countDown();
            while (!Thread.interrupted()) {
                try {
                    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                    if (!permissions.equals("rw-------")) {
                        seen.add(permissions);
                    }
                } catch (IOException e) {
                    // There is no file at the moment.
                }
            }
        });
        watcher.start();
        watching.await();
        for (int i = 0; i < 100; i++) {
            start(Settings.builder().unixSocket(file).unixSocketPerms(PosixFilePermissions.fromString("rw-------")));
            server.stop(Duration.ZERO);
        }
        watcher.interrupt();
        watcher.join();

        assertEquals(List.of(), List.copyOf(seen));
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void callsAUnixSocketByTheNameItWasAskedFor() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        start(Settings.builder().unixSocket(address.getPath()));

        assertChannelEcho(address, "x");

        assertEquals(List.of(address), server.addresses());
        assertEquals(address, protocols.take().connection.localAddress());
    }

    @Test
    void saysThatTheFolderOfAUnixSocketIsMissing() {
        Path file = directory.resolve("none/s");

        BindException refused = assertThrows(BindException.class, () -> start(Settings.builder().unixSocket(file)));

        assertEquals("Cannot listen on unix:" + file + ": its folder does not exist", refused.getMessage());
    }

    @Test
    void replacesASocketFileThatNobodyListensOn() throws Exception {
        Path file = directory.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
        }
        assertTrue(Files.exists(file));

        start(Settings.builder().unixSocket(file));

        assertChannelEcho(UnixDomainSocketAddress.of(file), "x");
    }

    @Test
    void leavesASocketFileAloneOnWhichAnotherServerListens() throws Exception {
        Path file = directory.resolve("s");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(file));

            BindException refused =
                    assertThrows(BindException.class, () -> start(Settings.builder().unixSocket(file)));

            assertTrue(refused.getMessage().endsWith("another server is listening there"), refused.getMessage());
            assertTrue(Files.exists(file));
        }
    }

    @Test
    void leavesAFileAloneThatIsNotASocket() throws Exception {
        Path file = Files.writeString(directory.resolve("s"), "precious");

        assertThrows(BindException.class, () -> start(Settings.builder().unixSocket(file)));

        assertEquals("precious", Files.readString(file));
    }

    @Test
    void leavesASocketFileAloneThatAnotherServerHasPutInItsPlace() throws Exception {
        Path file = directory.resolve("s");
        start(Settings.builder().unixSocket(file));
        Files.delete(file);
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(file));

            server.stop(Duration.ZERO);

            assertTrue(Files.exists(file));
        }
    }

    @Test
    void acceptsOnAnInheritedChannel() throws Exception {
        ServerSocketChannel inherited = ServerSocketChannel.open();
        inherited.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        start(Settings.builder().inheritedChannels(inherited));

        assertChannelEcho(inherited.getLocalAddress(), "x");
        server.stop(Duration.ZERO);

        assertFalse(inherited.isOpen());
    }

    @Test
    void closesTheConnectionIdleLongestToLetANewOneIn() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").connectionLimit(3).dispatchers(1));
        try (Socket first = connect(); Socket second = connect(); Socket third = connect()) {
            for (Socket client : List.of(second, third, first)) {
                advance(Duration.ofSeconds(1));
                assertEcho(client, "x");
            }

            try (Socket late = connect()) {
                assertEcho(late, "x");
                assertEquals(-1, second.getInputStream().read());
                assertEcho(first, "x");
                assertEcho(third, "x");
            }
        }
    }

    @Test
    void waitsAtTheLimitWhileNoConnectionIsIdle() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").connectionLimit(1).dispatchers(1));
        try (Socket busy = connect()) {
            assertEcho(busy, "B");
            EchoProtocol first = protocols.take();
            try (Socket waiting = connect()) {
                waiting.getOutputStream().write('x');
                runTurns(5);
                assertTrue(protocols.isEmpty());

                busy.shutdownOutput();

                assertEquals("end of input", first.events.take());
                assertEquals('x', waiting.getInputStream().read());
            }
        }
    }

    @Test
    void makesRoomOnAnyOfSeveralDispatchers() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").connectionLimit(4).dispatchers(3));
        for (int i = 0; i < 40; i++) {
            Socket client = connect();
            assertEcho(client, "x");
        }
    }

    @Test
    void closesIdleConnectionsAfterTheTimeout() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").channelTimeout(Duration.ofSeconds(60))
                .cleanupInterval(Duration.ofSeconds(10)));
        try (Socket idle = connect(); Socket busy = connect()) {
            assertEcho(idle, "x");
            assertEcho(busy, "B");

            advance(Duration.ofSeconds(59));
            assertEcho(busy, "B");
            assertEquals(2, protocols.size());
            advance(Duration.ofSeconds(11));

            assertEquals(-1, idle.getInputStream().read());
            assertEcho(busy, "x");
        }
    }

    @Test
    void closesAConnectionWhoseClientDoesNotTakeItsOutput() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").channelTimeout(Duration.ofSeconds(60))
                .cleanupInterval(Duration.ofSeconds(10)).outbufHighWatermark(1000));
        try (Socket client = connect()) {
            assertEcho(client, "B");
            Connection connection = protocols.take().connection;
            CountDownLatch gone = new CountDownLatch(1);
            new Thread(() -> {
                try {
                    while (true) {
                        connection.outbound().write(ByteBuffer.allocate(100_000), null, true);
                    }
                } catch (IOException e) {
                    gone.countDown();
                }
            }).start();
            awaitTrue(() -> connection.outbound().pending() > 1000);

            while (!gone.await(1, TimeUnit.MILLISECONDS)) {
                advance(Duration.ofSeconds(30));
            }

            assertFalse(connection.open());
            assertEquals(0, connection.outbound().pending());
        }
    }

    @Test
    void delivesEverythingBeforeClosingEvenIfTheClientStillSends() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));
        try (Socket client = connect()) {
            byte[] request = "Q".repeat(200_000).getBytes(StandardCharsets.ISO_8859_1);
            client.getOutputStream().write(request);
            client.getOutputStream().write(request);

            byte[] echoed = client.getInputStream().readAllBytes();

            assertTrue(echoed.length > 0);
        }
    }

    @Test
    void closesWhatLingersAfterAShortTime() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));
        try (Socket client = connect()) {
            client.getOutputStream().write('Q');
            assertEquals("Q", new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            EchoProtocol protocol = protocols.take();
            runTurns(3);
            assertTrue(protocol.events.isEmpty());

            advance(Duration.ofNanos(Connection.LINGER_NANOS));

            assertEquals("closed", protocol.events.take());
        }
    }

    @Test
    void closesAtOnceWhenTheClientClosesToo() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));
        try (Socket client = connect()) {
            client.getOutputStream().write('Q');
            client.getInputStream().readAllBytes();
        }

        assertEquals("closed", protocols.take().events.take());
    }

    @Test
    void answersAfterTheClientHasFinishedSending() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));
        try (Socket client = connect()) {
            client.getOutputStream().write("half".getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();

            assertEquals("half", new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void tellsTheProtocolOnceThatTheClientReset() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));
        EchoProtocol protocol;
        try (Socket client = connect()) {
            assertEcho(client, "x");
            protocol = protocols.take();
            client.setSoLinger(true, 0);
        }

        assertEquals("closed", protocol.events.take());
        runTurns(3);
        assertTrue(protocol.events.isEmpty());
        assertTrue(protocol.connection.peerClosed());
    }

    @Test
    void sendsOutputThatTheSocketRefusedAtFirst() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").outbufOverflow(100_000).outbufHighWatermark(1_000_000));
        byte[] content = new byte[30_000_000];
        Path file = Files.write(directory.resolve("file"), new byte[20_000_000]);
        try (Socket client = connect()) {
            assertEcho(client, "x");
            EchoProtocol protocol = protocols.take();
            workers.submit(() -> {
                try {
                    for (int i = 0; i < content.length; i += 300_000) {
                        protocol.connection.outbound().write(ByteBuffer.wrap(content, i, 300_000), null, true);
                    }
                    protocol.connection.outbound().send(FileChannel.open(file), 0, 20_000_000);
                    protocol.connection.closeAfterFlush();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            assertEquals(50_000_000, client.getInputStream().readAllBytes().length);
        }
    }

    @Test
    void drainsIdleConnectionsAtOnceAndBusyOnesWhenTheyBecomeIdle() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"), Ticker.SYSTEM);
        try (Socket idle = connect(); Socket busy = connect()) {
            assertEcho(idle, "x");
            protocols.take();
            assertEcho(busy, "B");
            EchoProtocol protocol = protocols.take();
            Thread stopper = new Thread(() -> server.stop(Duration.ofSeconds(50)));
            stopper.start();

            assertEquals(-1, idle.getInputStream().read());
            assertEquals(ServerState.DRAINING, server.state());
            assertTrue(server.draining());
            awaitRefusal();
            assertEcho(busy, "still here");
            protocol.busy = false;
            stopper.join();

            assertEquals(ServerState.STOPPED, server.state());
            assertEquals("closed", protocol.events.take());
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void cutsOffWhatRunsWhenTheGraceIsOver() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"), Ticker.SYSTEM);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        workers.submit(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        started.await();
        try (Socket busy = connect()) {
            assertEcho(busy, "B");

            server.stop(Duration.ofMillis(50));

            interrupted.await();
            assertEquals(-1, busy.getInputStream().read());
            server.awaitStopped();
        }
    }

    @Test
    void stopsWithoutHavingStarted() throws Exception {
        prepare(Settings.builder().listen("127.0.0.1:0"), Ticker.SYSTEM);

        server.stop(Duration.ZERO);

        assertEquals(ServerState.STOPPED, server.state());
        assertThrows(IllegalStateException.class, server::start);
    }

    @Test
    void refusesToBeStoppedByItsDispatcher() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));
        BlockingQueue<Boolean> refused = new LinkedBlockingQueue<>();

        server.dispatchers().get(0).execute(() -> {
            try {
                server.stop(Duration.ZERO);
                refused.add(false);
            } catch (IllegalStateException e) {
                refused.add(true);
            }
        });

        assertTrue(refused.take());
    }

    @Test
    void stopsWhenTheVirtualMachineFailsOnTheDispatcher() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0"));

        server.dispatchers().get(0).execute(() -> {
            throw new InternalError("deliberate");
        });
        server.awaitStopped();

        assertEquals("deliberate", server.failure().getMessage());
        assertTrue(failed.await(30, TimeUnit.SECONDS));
    }

    /** Neither logging nor anything else that takes memory may come before the end, or in its way. */
    @Test
    void stopsWhenMemoryRunsOutAndNothingCanBeLogged() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").dispatchers(2));
        PrintStream before = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void println(String line) {
                throw new OutOfMemoryError("deliberate, while logging");
            }
        });
        try (Socket client = connect()) {
            assertEcho(client, "x");
            server.dispatchers().get(1).execute(() -> {
                throw new OutOfMemoryError("deliberate");
            });
            server.awaitStopped();

            assertEquals(-1, client.getInputStream().read());
        } finally {
            System.setErr(before);
        }
        assertEquals("deliberate", server.failure().getMessage());
        assertThrows(IOException.class, this::connect);
    }

    @Test
    void stopsWhenMemoryRunsOutForAConnection() throws Exception {
        server = new NetworkServer(Settings.builder().listen("127.0.0.1:0").build(), "test",
                workers = WorkerPool.create(Settings.builder().threads(1).build(), "test"), connection -> {
            throw new OutOfMemoryError("deliberate");
        }, () -> { });
        server.start();
        try (Socket client = connect()) {
            server.awaitStopped();

            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals("deliberate", server.failure().getMessage());
        assertThrows(IOException.class, this::connect);
    }

    @Test
    void keepsGoingWhenAProtocolOrATaskFails() throws Exception {
        server = new NetworkServer(Settings.builder().listen("127.0.0.1:0").build(), "test",
                workers = WorkerPool.create(Settings.builder().threads(1).build(), "test"),
                connection -> new EchoProtocol(connection) {
                    @Override
                    public void onBytes(ByteBuffer input) {
                        if (input.get(0) == '!') {
                            throw new IllegalStateException("deliberate");
                        }
                        super.onBytes(input);
                    }
                }, () -> { });
        server.start();
        try (Socket bad = connect(); Socket good = connect()) {
            assertEcho(good, "x");
            bad.getOutputStream().write('!');
            assertEquals(-1, bad.getInputStream().read());
            server.dispatchers().get(0).execute(() -> {
                throw new IllegalStateException("deliberate");
            });
            assertEcho(good, "y");
        }
    }

    @Test
    void replacesASelectorThatFails() throws Exception {
        start(Settings.builder().listen("127.0.0.1:0").dispatchers(1));
        Dispatcher dispatcher = server.dispatchers().get(0);
        try (Socket client = connect()) {
            assertEcho(client, "x");

            dispatcher.execute(() -> {
                try {
                    dispatcher.selector().close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            assertEcho(client, "y");
            try (Socket late = connect()) {
                assertEcho(late, "z");
            }
        }
    }

    private void prepare(Settings.Builder builder, Ticker ticker) {
        Settings settings = builder.threads(2).build();
        workers = WorkerPool.create(settings, "test");
        server = new NetworkServer(settings, "test", workers, connection -> {
            EchoProtocol protocol = new EchoProtocol(connection);
            protocols.add(protocol);
            return protocol;
        }, failed::countDown, ticker);
    }

    private void start(Settings.Builder builder, Ticker ticker) throws IOException {
        prepare(builder, ticker);
        server.start();
    }

    private void start(Settings.Builder builder) throws IOException {
        start(builder, time::get);
    }

    /** Lets time pass and waits until every dispatcher has noticed. */
    private void advance(Duration duration) throws InterruptedException {
        time.addAndGet(duration.toNanos());
        runTurns(2);
    }

    /** Each deadline runs in a turn of its own: after the tasks, and before the next wait. */
    private void runTurns(int turns) throws InterruptedException {
        for (int i = 0; i < turns; i++) {
            for (Dispatcher dispatcher : server.dispatchers()) {
                CountDownLatch done = new CountDownLatch(1);
                dispatcher.execute(() -> dispatcher.deadlines().schedule(0, done::countDown));
                done.await();
            }
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().get(0);
        Socket client = new Socket(address.getAddress(), address.getPort());
        client.setSoTimeout(20_000);
        return client;
    }

    /** The system takes connections for the moment between our closing of the socket and the selector's. */
    private void awaitRefusal() {
        boolean refused = false;
        while (!refused) {
            try {
                connect().close();
            } catch (IOException e) {
                refused = true;
            }
        }
    }

    private static void assertEcho(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        byte[] echoed = client.getInputStream().readNBytes(text.length());
        assertEquals(text, new String(echoed, StandardCharsets.ISO_8859_1));
    }

    private static void assertChannelEcho(SocketAddress address, String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(address)) {
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            ByteBuffer echoed = ByteBuffer.allocate(text.length());
            while (echoed.hasRemaining() && client.read(echoed) >= 0) {
                continue;
            }
            assertEquals(text, new String(echoed.array(), 0, echoed.position(), StandardCharsets.ISO_8859_1));
        }
    }

    private static void awaitTrue(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static boolean hasIpv6() throws SocketException {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(each -> Collections.list(each.getInetAddresses()).stream())
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    }
}

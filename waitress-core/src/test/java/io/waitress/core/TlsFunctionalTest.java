package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.internal.tls.TestKeys;
import io.waitress.core.internal.tls.TlsClient;
import io.waitress.core.settings.Settings;
import io.waitress.core.settings.TlsClientAuth;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over TLS, over real sockets. */
@Timeout(300)
class TlsFunctionalTest {

    private static final int LARGE = 5_000_000;
    private static final Consumer<TlsClient.Options> USUAL = options -> { };

    @TempDir
    static Path folder;
    private static TestKeys rsa;
    private static TestKeys ec;
    private static TestKeys other;
    private static byte[] large;
    private static Path largeFile;

    private final List<AutoCloseable> clients = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private WaitressServer server;

    @BeforeAll
    static void prepare() throws Exception {
        rsa = TestKeys.make(folder, "RSA", "localhost");
        ec = TestKeys.make(folder, "EC", "shop.example", "*.shop.example");
        other = TestKeys.make(folder, "EC", "other.example");
        large = new byte[LARGE];
        new Random(1).nextBytes(large);
        largeFile = Files.write(folder.resolve("large"), large);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void serve(UnaryOperator<Settings.Builder> change) throws Exception {
        server = TestServers.start(this::answer, settings -> change.apply(settings.tls(
                tls -> tls.keystore(rsa.file()).password(TestKeys.PASSWORD))));
    }

    private void serve() throws Exception {
        serve(settings -> settings);
    }

    private TlsClient connect(Consumer<TlsClient.Options> options) throws Exception {
        TlsClient client = TlsClient.connect(server.port(), options, rsa, ec, other);
        clients.add(client);
        return client;
    }

    /** Tries again where this thread has stalled for longer than the server allows. */
    private TlsClient connectInTime(Consumer<TlsClient.Options> options) throws Exception {
        for (;;) {
            try {
                return connect(options);
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw e;
                }
            }
        }
    }

    private static void awaitEnd(RawClient client) {
        try {
            client.readUntilClosed();
        } catch (UncheckedIOException ignored) {
            // reset, as it may be
        }
    }

    private RawClient connectRaw() {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }

    private void answer(Exchange exchange) throws Exception {
        running.incrementAndGet();
        try {
            byte[] content = switch (exchange.request().path()) {
                case "/large" -> large;
                case "/echo" -> exchange.body().stream().readAllBytes();
                case "/facts" -> facts(exchange).getBytes(StandardCharsets.ISO_8859_1);
                case "/file" -> null;
                default -> "Hello".getBytes(StandardCharsets.ISO_8859_1);
            };
            int length = content == null ? LARGE - 1000 : content.length;
            exchange.response().headers().set("Content-Length", Integer.toString(length));
            if (content == null) {
                exchange.response().send(FileChannel.open(largeFile), 1000, length);
            } else {
                exchange.response().write(ByteBuffer.wrap(content));
            }
        } finally {
            running.decrementAndGet();
        }
    }

    private static String facts(Exchange exchange) {
        SSLSession session = exchange.connection().tlsSession();
        String peer;
        try {
            peer = ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            peer = "nobody";
        }
        return session.getProtocol() + " " + session.getCipherSuite() + " " + exchange.connection().secure() + " "
                + exchange.request().scheme() + " " + peer;
    }

    private static String certificateName(TlsClient client) throws Exception {
        return ((X509Certificate) client.socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal()
                .getName();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,_GCM_", "TLSv1.3,TLS_AES_"})
    void speaksBothVersionsWithGoodCiphers(String version, String suite) throws Exception {
        serve();

        TlsClient client = connect(options -> options.version(version).applicationProtocols("h2", "http/1.1"));
        String facts = client.get("/facts");

        assertEquals("https", server.uri().getScheme());
        assertTrue(facts.contains("\r\n\r\n" + version + " "), facts);
        assertTrue(facts.contains(suite), facts);
        assertTrue(facts.endsWith(" true https nobody"), facts);
        assertEquals("http/1.1", client.socket.getApplicationProtocol());
        assertTrue(client.get("/").endsWith("\r\n\r\nHello"));
    }

    @Test
    void refusesOldVersionsAndUnknownProtocols() throws Exception {
        serve();

        assertThrows(IOException.class, () -> connect(options -> options.version("TLSv1.1")));
        assertThrows(SSLException.class, () -> connect(options -> options.applicationProtocols("h2")));
        assertEquals("http/1.0", connect(options -> options.applicationProtocols("http/1.0")).socket
                .getApplicationProtocol());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,1", "TLSv1.3,1", "TLSv1.2,2", "TLSv1.3,3", "TLSv1.2,5", "TLSv1.3,7", "TLSv1.3,61",
        "TLSv1.2,997", "TLSv1.3,4096"})
    void takesRecordsInPieces(String version, int bytes) throws Exception {
        serve();

        TlsClient client = connect(options -> options.version(version).pieces(bytes));
        String content = "x".repeat(Math.min(60_000, 600 * bytes));
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + content.length() + "\r\n\r\n" + content);

        assertTrue(client.readResponse().endsWith("\r\n\r\n" + content));
        assertTrue(client.get("/").endsWith("Hello"));
    }

    /** Everything that a client can say from its last handshake message on, cut once, at every byte in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesRecordsTogetherAndCutAnywhere(String version) throws Exception {
        serve();
        int total = Integer.MAX_VALUE;
        for (int cut = 1; cut < total; cut += 7) {
            try (TlsClient client = TlsClient.connect(server.port(), options -> options.version(version), rsa)) {
                client.wire.hold();
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").send("GE");
                client.send("T /facts HTTP/1.1\r\nHost: x\r\n\r\n");
                if (version.equals("TLSv1.3")) { // with TLS 1.2 the end of one direction is that of both
                    client.socket.shutdownOutput();
                }
                total = client.wire.held();
                client.wire.release(cut);

                assertTrue(client.readResponse().endsWith("Hello"));
                assertTrue(client.readResponse().contains(version));
                if (version.equals("TLSv1.3")) {
                    assertEquals(-1, client.socket.getInputStream().read());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sendsAndTakesLargeContent(String version) throws Exception {
        serve(settings -> settings.outbufOverflow(100_000).inbufOverflow(100_000));
        TlsClient client = connect(options -> options.version(version).receiveBuffer(8192));

        for (String path : List.of("/large", "/file")) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
            byte[] expected = path.equals("/large") ? large : Arrays.copyOfRange(large, 1000, LARGE);
            assertArrayEquals(expected, client.socket.getInputStream().readNBytes(expected.length), path);
        }
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n");
        client.socket.getOutputStream().write(large);
        client.readHead();
        assertArrayEquals(large, client.socket.getInputStream().readNBytes(LARGE));
        assertTrue(client.get("/").endsWith("Hello"));
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        serve();
        TlsClient client = connect(USUAL);

        String requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /facts HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
        client.send(requests);

        for (int i = 0; i < 100; i++) {
            assertTrue(client.readResponse().endsWith("Hello"));
            assertTrue(client.readResponse().contains("https"));
        }
    }

    @Test
    void requestsCostOneReadAndOneWriteEach() throws Exception {
        serve();
        TlsClient client = connect(USUAL);
        client.get("/");
        long reads = server.counters().get(0).reads();
        long writes = server.counters().get(0).writes();

        for (int i = 0; i < 500; i++) {
            client.get("/");
        }

        assertEquals(500, server.counters().get(0).writes() - writes);
        // The last read may come before or after the count.
        assertEquals(500, server.counters().get(0).reads() - reads, 1);
    }

    @Test
    void slowClientsHoldNoWorker() throws Exception {
        serve(settings -> settings.threads(2).outbufOverflow(100_000));
        TlsClient healthy = connect(USUAL);
        List<TlsClient> slow = new ArrayList<>();

        for (int i = 0; i < 40; i++) {
            slow.add(connect(options -> options.receiveBuffer(4096))
                    .send("GET " + (slow.size() % 2 == 0 ? "/large" : "/file") + " HTTP/1.1\r\nHost: x\r\n\r\n"));
            connect(USUAL).send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhal");
        }
        assertTrue(healthy.get("/").endsWith("Hello"));
        for (TlsClient client : slow) {
            client.readHead();
        }

        assertTrue(healthy.get("/").endsWith("Hello"));
        while (running.get() > 0) {
            Thread.onSpinWait(); // the healthy client has its response before its worker has returned
        }
        slow.get(0).read(LARGE);
        slow.get(1).read(LARGE - 1000);
        assertTrue(slow.get(1).get("/").endsWith("Hello"));
    }

    @Test
    void stalledHandshakesHoldNothing() throws Exception {
        serve(settings -> settings.threads(2).tls(tls -> tls.handshakeTimeout(Duration.ofMinutes(10))));
        List<RawClient> stalled = stall(300);

        assertTrue(connect(USUAL).get("/").endsWith("Hello"));

        stalled.get(0).assertOpen();
    }

    @Test
    void stalledHandshakesEndAtTheDeadline() throws Exception {
        serve(settings -> settings.tls(tls -> tls.handshakeTimeout(Duration.ofMillis(500))));
        List<RawClient> stalled = stall(20);

        stalled.forEach(TlsFunctionalTest::awaitEnd);

        assertTrue(connectInTime(USUAL).get("/").endsWith("Hello"));
    }

    /** Clients that send nothing, or so much of their first message, or nothing after it. */
    private List<RawClient> stall(int count) throws Exception {
        byte[] hello = clientHello();
        List<RawClient> stalled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = connectRaw();
            client.send(Arrays.copyOf(hello, new int[] {0, 1, 7, hello.length - 1, hello.length}[i % 5]));
            stalled.add(client);
        }
        return stalled;
    }

    private byte[] clientHello() throws Exception {
        try (TlsClient client = TlsClient.open(server.port(), USUAL, rsa)) {
            client.wire.hold();
            client.wire.setSoTimeout(200);
            assertThrows(IOException.class, client.socket::startHandshake);
            return client.wire.heldBytes();
        }
    }

    @Test
    void handshakesGoOnWhileAllWorkersAreBusy() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        server = TestServers.start(exchange -> release.join(), settings -> settings.threads(1)
                .tls(tls -> tls.keystore(rsa.file()).password(TestKeys.PASSWORD)));
        connect(USUAL).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        TlsClient second = connect(USUAL).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        release.complete(null);
        assertTrue(second.readHead().startsWith("HTTP/1.1 200"));
    }

    @ParameterizedTest
    @CsvSource({"WANT,TLSv1.2", "WANT,TLSv1.3", "NEED,TLSv1.2", "NEED,TLSv1.3"})
    void asksForCertificatesOfClients(TlsClientAuth mode, String version) throws Exception {
        serve(settings -> settings.tls(tls -> tls.truststore(ec.file()).clientAuth(mode)));

        TlsClient known = connect(options -> options.version(version).certificate(ec));
        assertTrue(known.get("/facts").endsWith(" CN=shop.example,O=Test"));
        if (mode == TlsClientAuth.WANT) {
            assertTrue(connect(options -> options.version(version)).get("/facts").endsWith(" nobody"));
        } else {
            assertThrows(IOException.class, () -> connect(options -> options.version(version)).get("/facts"));
        }
    }

    @Test
    void wantsCertificatesWithATrustStoreAndNeverTakesOthers() throws Exception {
        Path pem = Files.writeString(folder.resolve("trust.pem"), ec.certificatePem());
        serve(settings -> settings.tls(tls -> tls.truststore(pem)));

        assertTrue(connect(options -> options.certificate(ec)).get("/facts").contains("CN=shop.example"));
        // A client does not send a certificate of an authority that the server does not name.
        assertTrue(connect(options -> options.certificate(other)).get("/facts").endsWith(" nobody"));
    }

    @ParameterizedTest
    @CsvSource({"shop.example,shop.example", "Pay.SHOP.example,shop.example", "a.b.shop.example,localhost",
        "other.example,other.example", "localhost,localhost", "nowhere.example,localhost", ",localhost"})
    void choosesTheCertificateByName(String asked, String expected) throws Exception {
        Path store = TestKeys.together(folder, rsa, ec, other);
        serve(settings -> settings.tls(tls -> tls.keystore(store)));

        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertEquals("CN=" + expected + ",O=Test",
                    certificateName(connect(options -> options.name(asked).version(version))));
        }
    }

    @Test
    void takesPemFilesWithKeysBesideAndWithin() throws Exception {
        Path certificate = Files.writeString(folder.resolve("a b.pem"), rsa.certificatePem());
        Path key = Files.writeString(folder.resolve("a b.key"), rsa.keyPem());
        Path both = Files.writeString(folder.resolve("both.pem"), ec.keyPem() + ec.certificatePem());
        serve(settings -> settings.tls(tls -> tls.keystore(null).certificate(certificate, both).key(key, both)));

        assertEquals("CN=localhost,O=Test", certificateName(connect(USUAL)));
        assertEquals("CN=shop.example,O=Test", certificateName(connect(options -> options.name("shop.example"))));
        server.close();
        serve(settings -> settings.tls(tls -> tls.keystore(null).certificate(both)));
        assertEquals("CN=shop.example,O=Test", certificateName(connect(USUAL)));
    }

    @Test
    void servesEdwardsKeys() throws Exception {
        TestKeys edwards = TestKeys.make(folder, "Ed25519", "localhost");
        serve(settings -> settings.tls(tls -> tls.keystore(edwards.file())));

        try (TlsClient client = TlsClient.connect(server.port(), USUAL, edwards)) {
            assertTrue(client.get("/").endsWith("Hello"));
        }
    }

    @Test
    void readsChangedFilesAndKeepsTheOldOnesIfTheyAreBroken() throws Exception {
        Path certificate = Files.writeString(folder.resolve("changing.pem"), rsa.certificatePem());
        Path key = Files.writeString(folder.resolve("changing.key"), rsa.keyPem());
        serve(settings -> settings.cleanupInterval(Duration.ofMillis(5))
                .tls(tls -> tls.keystore(null).certificate(certificate).key(key)));
        TlsClient before = connect(USUAL);

        Files.writeString(certificate, ec.certificatePem());
        for (int i = 0; i < 10; i++) {
            Thread.yield();
            assertEquals("CN=localhost,O=Test", certificateName(connect(USUAL)));
        }
        Files.writeString(key, ec.keyPem());
        while (!certificateName(connect(USUAL)).startsWith("CN=shop.example")) {
            Thread.yield();
        }
        Files.writeString(certificate, "nonsense");
        for (int i = 0; i < 10; i++) {
            assertEquals("CN=shop.example,O=Test", certificateName(connect(USUAL)));
        }
        assertTrue(before.get("/").endsWith("Hello"));
    }

    @Test
    void answersPlainTextOnTheEncryptedPort() throws Exception {
        serve();

        RawClient client = connectRaw().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertEquals("""
                HTTP/1.1 400 Bad Request
                Connection: close
                Content-Type: text/plain; charset=utf-8
                Content-Length: 62

                This port speaks HTTPS only. Use https:// instead of http://.
                """, client.readUntilClosed().replace("\r\n", "\n"));
        assertEquals(0, running.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\0\0\0\0\0", "\u0016\u0003\u0001\u00ff\u00ff", "\u0016\u0003\u0001\0\u0005hello",
        "\u0080\u002e\u0001\u0003\u0001", "\u0017\u0003\u0003\0\u0001x", "\r\n\r\n\r\n\r\n", "get / http"})
    void refusesWhatIsNoTls(String nonsense) throws Exception {
        serve(settings -> settings.tls(tls -> tls.handshakeTimeout(Duration.ofSeconds(2))));

        awaitEnd(connectRaw().send(nonsense));

        assertTrue(connectInTime(USUAL).get("/").endsWith("Hello"));
    }

    @Test
    void survivesAbruptEnds() throws Exception {
        serve();
        byte[] hello = clientHello();
        for (int i = 0; i < hello.length; i += 10) {
            RawClient.connect(server.port()).send(Arrays.copyOf(hello, i)).close();
            RawClient.connect(server.port()).send(Arrays.copyOf(hello, i)).reset();
        }
        for (String sent : List.of("", "GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
                "GET /large HTTP/1.1\r\nHost: x\r\n\r\n")) {
            TlsClient.connect(server.port(), USUAL, rsa).send(sent).cut();
        }

        assertTrue(connect(USUAL).get("/").endsWith("Hello"));
    }

    /** A record of TLS 1.2 tells in the clear that it is an alert; so does the last one before the end. */
    private static int lastRecordType(TlsClient client) {
        byte[] seen = client.wire.seen.toByteArray();
        int at = 0;
        int type = -1;
        while (at + 5 <= seen.length) {
            type = seen[at];
            at += 5 + (seen[at + 3] & 0xff) * 256 + (seen[at + 4] & 0xff);
        }
        assertEquals(seen.length, at);
        return type;
    }

    @Test
    void saysGoodByeWhateverEndsTheConnection() throws Exception {
        serve();

        TlsClient closing = connect(options -> options.version("TLSv1.2"));
        closing.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readResponse();
        assertEquals(-1, closing.socket.getInputStream().read());
        assertEquals(21, lastRecordType(closing));

        TlsClient stopped = connect(options -> options.version("TLSv1.2"));
        server.stop();
        assertEquals(-1, stopped.socket.getInputStream().read());
        assertEquals(21, lastRecordType(stopped));
    }

    @Test
    void saysGoodByeToAnIdleConnection() throws Exception {
        serve(settings -> settings.channelTimeout(Duration.ofMillis(300)).cleanupInterval(Duration.ofMillis(50)));

        TlsClient idle = connectInTime(options -> options.version("TLSv1.2"));

        assertEquals(-1, idle.socket.getInputStream().read());
        assertEquals(21, lastRecordType(idle));
    }

    @Test
    void servesAClientThatHasEndedItsOutputOnly() throws Exception {
        serve();
        TlsClient client = connect(options -> options.version("TLSv1.3"));

        client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").socket.shutdownOutput();

        client.readHead();
        assertArrayEquals(large, client.socket.getInputStream().readNBytes(LARGE));
        assertEquals(-1, client.socket.getInputStream().read());
    }

    @Test
    void refusesRenegotiation() throws Exception {
        serve();
        TlsClient client = connect(options -> options.version("TLSv1.2"));
        assertTrue(client.get("/").endsWith("Hello"));

        IOException refused = assertThrows(IOException.class, () -> {
            client.socket.startHandshake();
            client.get("/");
        });

        assertFalse(refused instanceof SocketTimeoutException, "the server says nothing");
        assertTrue(connect(USUAL).get("/").endsWith("Hello"));
    }

    @Test
    void takesNewKeys() throws Exception {
        serve();
        TlsClient client = connect(options -> options.version("TLSv1.3"));
        for (int i = 0; i < 5; i++) {
            client.socket.startHandshake(); // with TLS 1.3 this asks for new keys
            assertTrue(client.get("/").endsWith("Hello"));
        }
        client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").socket.startHandshake();
        client.readHead();
        assertArrayEquals(large, client.socket.getInputStream().readNBytes(LARGE));
    }

    @Test
    void upgrades() throws Exception {
        Application echo = exchange -> {
            exchange.response().headers().set("Upgrade", "echo");
            exchange.upgrade(connection -> connection.execute(() -> {
                byte[] bytes = new byte[100];
                try {
                    for (int count; (count = connection.input().stream().read(bytes)) >= 0; ) {
                        connection.output().write(ByteBuffer.wrap(bytes, 0, count));
                    }
                    connection.close();
                } catch (ClientDisconnectedException ignored) {
                    // as when the test is over
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        };
        server = TestServers.start(echo, settings -> settings.tls(tls -> tls.keystore(rsa.file())
                .password(TestKeys.PASSWORD)));
        TlsClient client = connect(options -> options.version("TLSv1.3"));

        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nat once");

        assertTrue(client.readHead().startsWith("HTTP/1.1 101 "));
        assertEquals("at once", client.read(7));
        assertEquals("later", client.send("later").read(5));
        client.socket.shutdownOutput();
        assertEquals(-1, client.socket.getInputStream().read());
    }

    @Test
    void redirectsPlainHttpAndServesItWhereTold() throws Exception {
        serve(settings -> settings.listen("http://127.0.0.1:0", "127.0.0.1:0").redirectHttp("127.0.0.1:0"));
        int https = server.uris().get(1).getPort();
        assertEquals("[http, https]", server.uris().stream().map(uri -> uri.getScheme()).toList().toString());

        try (RawClient plain = RawClient.connect(server.port())) {
            assertEquals("Hello", new String(plain.get("/").content(), StandardCharsets.ISO_8859_1));
        }
        try (RawClient redirected = RawClient.connect(server.redirectUris().get(0))) {
            String head = redirected.sendLines("""
                    GET /a%20b?c=d HTTP/1.1
                    Host: localhost:80

                    """).readResponse().block();
            assertTrue(head.startsWith("HTTP/1.1 301 "), head);
            assertTrue(head.contains("Location: https://localhost:" + https + "/a%20b?c=d\n"), head);
            head = redirected.sendLines("""
                    POST http://[::1]/x HTTP/1.1
                    Host: [::1]
                    Content-Length: 3

                    abc""").readResponse().block();
            assertTrue(head.startsWith("HTTP/1.1 308 "), head);
            assertTrue(head.contains("Location: https://[::1]:" + https + "/x\n"), head);
        }
        try (TlsClient client = TlsClient.connect(https, USUAL, rsa)) {
            assertTrue(client.get("/").endsWith("Hello"));
        }
        assertEquals(2, server.addresses().size());
    }

    @Test
    void evictsHandshakesAtTheLimit() throws Exception {
        serve(settings -> settings.connectionLimit(3));
        for (int i = 0; i < 10; i++) {
            connectRaw().send("\u0016");
        }

        assertTrue(connect(USUAL).get("/").endsWith("Hello"));
    }

    @Test
    void stopsWhileHandshakesAreUnderWay() throws Exception {
        serve();
        byte[] hello = clientHello();
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(connectRaw().send(i % 2 == 0 ? Arrays.copyOf(hello, 5) : hello));
        }

        server.stop(Duration.ofSeconds(10));

        assertFalse(server.running());
        waiting.forEach(TlsFunctionalTest::awaitEnd);
    }
}

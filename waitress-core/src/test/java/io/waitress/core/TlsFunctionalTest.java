package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.internal.tls.TlsClient;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over TLS: content, its records, its ends. */
@Timeout(300)
class TlsFunctionalTest {

    @RegisterExtension
    static final TlsSite site = new TlsSite();

    @ParameterizedTest
    @CsvSource({"TLSv1.2,_GCM_", "TLSv1.3,TLS_AES_"})
    void speaksBothVersionsWithGoodCiphers(String version, String suite) throws Exception {
        site.serve();

        TlsClient client = site.connect(options -> options.version(version).applicationProtocols("h2", "http/1.1"));
        String facts = client.get("/facts");

        assertEquals("https", site.server().uri().getScheme());
        assertTrue(facts.contains("\r\n\r\n" + version + " "), facts);
        assertTrue(facts.contains(suite), facts);
        assertTrue(facts.endsWith(" true https nobody"), facts);
        assertEquals("http/1.1", client.socket.getApplicationProtocol());
        assertTrue(client.get("/").endsWith("\r\n\r\nHello"));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,1", "TLSv1.3,1", "TLSv1.2,2", "TLSv1.3,3", "TLSv1.2,5", "TLSv1.3,7", "TLSv1.3,61",
        "TLSv1.2,997", "TLSv1.3,4096"})
    void takesRecordsInPieces(String version, int bytes) throws Exception {
        site.serve();

        TlsClient client = site.connect(options -> options.version(version).pieces(bytes));
        String content = "x".repeat(Math.min(60_000, 600 * bytes));
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + content.length() + "\r\n\r\n" + content);

        assertTrue(client.readResponse().endsWith("\r\n\r\n" + content));
        assertTrue(client.get("/").endsWith("Hello"));
    }

    /** Everything that a client can say from its last handshake message on, cut once, at every byte in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesRecordsTogetherAndCutAnywhere(String version) throws Exception {
        site.serve();
        int total = Integer.MAX_VALUE;
        for (int cut = 1; cut < total; cut += 7) {
            try (TlsClient client = TlsClient.connect(site.server().port(), options -> options.version(version),
                    site.rsa())) {
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
        site.serve(settings -> settings.outbufOverflow(100_000).inbufOverflow(100_000));
        TlsClient client = site.connect(options -> options.version(version).receiveBuffer(8192));

        for (String path : List.of("/large", "/file")) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
            byte[] expected = path.equals("/large") ? site.large()
                    : Arrays.copyOfRange(site.large(), 1000, TlsSite.LARGE);
            assertArrayEquals(expected, client.socket.getInputStream().readNBytes(expected.length), path);
        }
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + TlsSite.LARGE + "\r\n\r\n");
        client.socket.getOutputStream().write(site.large());
        client.readHead();
        assertArrayEquals(site.large(), client.socket.getInputStream().readNBytes(TlsSite.LARGE));
        assertTrue(client.get("/").endsWith("Hello"));
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        site.serve();
        TlsClient client = site.connect();

        String requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /facts HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
        client.send(requests);

        for (int i = 0; i < 100; i++) {
            assertTrue(client.readResponse().endsWith("Hello"));
            assertTrue(client.readResponse().contains("https"));
        }
    }

    @Test
    void requestsCostOneReadAndOneWriteEach() throws Exception {
        site.serve();
        TlsClient client = site.connect();
        client.get("/");
        long reads = site.server().counters().get(0).reads();
        long writes = site.server().counters().get(0).writes();

        for (int i = 0; i < 500; i++) {
            client.get("/");
        }

        assertEquals(500, site.server().counters().get(0).writes() - writes);
        // The last read may come before or after the count.
        assertEquals(500, site.server().counters().get(0).reads() - reads, 1);
    }

    @Test
    void slowClientsHoldNoWorker() throws Exception {
        site.serve(settings -> settings.threads(2).outbufOverflow(100_000));
        TlsClient healthy = site.connect();
        List<TlsClient> slow = new ArrayList<>();

        for (int i = 0; i < 40; i++) {
            slow.add(site.connect(options -> options.receiveBuffer(4096))
                    .send("GET " + (slow.size() % 2 == 0 ? "/large" : "/file") + " HTTP/1.1\r\nHost: x\r\n\r\n"));
            site.connect().send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhal");
        }
        assertTrue(healthy.get("/").endsWith("Hello"));
        for (TlsClient client : slow) {
            client.readHead();
        }

        assertTrue(healthy.get("/").endsWith("Hello"));
        while (site.running() > 0) {
            Thread.onSpinWait(); // the healthy client has its response before its worker has returned
        }
        slow.get(0).read(TlsSite.LARGE);
        slow.get(1).read(TlsSite.LARGE - 1000);
        assertTrue(slow.get(1).get("/").endsWith("Hello"));
    }

    @Test
    void takesNewKeys() throws Exception {
        site.serve();
        TlsClient client = site.connect(options -> options.version("TLSv1.3"));
        for (int i = 0; i < 5; i++) {
            client.socket.startHandshake(); // with TLS 1.3 this asks for new keys
            assertTrue(client.get("/").endsWith("Hello"));
        }
        client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").socket.startHandshake();
        client.readHead();
        assertArrayEquals(site.large(), client.socket.getInputStream().readNBytes(TlsSite.LARGE));
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
        site.serve(echo, settings -> settings);
        TlsClient client = site.connect(options -> options.version("TLSv1.3"));

        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nat once");

        assertTrue(client.readHead().startsWith("HTTP/1.1 101 "));
        assertEquals("at once", client.read(7));
        assertEquals("later", client.send("later").read(5));
        client.socket.shutdownOutput();
        assertEquals(-1, client.socket.getInputStream().read());
    }

    @Test
    void redirectsPlainHttpAndServesItWhereTold() throws Exception {
        site.serve(settings -> settings.listen("http://127.0.0.1:0", "127.0.0.1:0").redirectHttp("127.0.0.1:0"));
        int https = site.server().uris().get(1).getPort();
        assertEquals("[http, https]", site.server().uris().stream().map(uri -> uri.getScheme()).toList().toString());

        try (RawClient plain = RawClient.connect(site.server().port())) {
            assertEquals("Hello", new String(plain.get("/").content(), StandardCharsets.ISO_8859_1));
        }
        try (RawClient redirected = RawClient.connect(site.server().redirectUris().get(0))) {
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
        try (TlsClient client = TlsClient.connect(https, TlsSite.USUAL, site.rsa())) {
            assertTrue(client.get("/").endsWith("Hello"));
        }
        assertEquals(2, site.server().addresses().size());
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
        site.serve();

        TlsClient closing = site.connect(options -> options.version("TLSv1.2"));
        closing.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readResponse();
        assertEquals(-1, closing.socket.getInputStream().read());
        assertEquals(21, lastRecordType(closing));

        TlsClient stopped = site.connect(options -> options.version("TLSv1.2"));
        site.server().stop();
        assertEquals(-1, stopped.socket.getInputStream().read());
        assertEquals(21, lastRecordType(stopped));
    }

    @Test
    void saysGoodByeToAnIdleConnection() throws Exception {
        site.serve(settings -> settings.channelTimeout(Duration.ofMillis(300)).cleanupInterval(Duration.ofMillis(50)));

        TlsClient idle = site.connectInTime(options -> options.version("TLSv1.2"));

        assertEquals(-1, idle.socket.getInputStream().read());
        assertEquals(21, lastRecordType(idle));
    }

    @Test
    void servesAClientThatHasEndedItsOutputOnly() throws Exception {
        site.serve();
        TlsClient client = site.connect(options -> options.version("TLSv1.3"));

        client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").socket.shutdownOutput();

        client.readHead();
        assertArrayEquals(site.large(), client.socket.getInputStream().readNBytes(TlsSite.LARGE));
        assertEquals(-1, client.socket.getInputStream().read());
    }
}

package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.tls.TlsClient;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How TLS begins, or does not. */
@Timeout(300)
class TlsHandshakeFunctionalTest {

    @RegisterExtension
    static final TlsSite site = new TlsSite();

    @Test
    void refusesOldVersionsAndUnknownProtocols() throws Exception {
        site.serve();

        assertThrows(IOException.class, () -> site.connect(options -> options.version("TLSv1.1")));
        assertThrows(SSLException.class, () -> site.connect(options -> options.applicationProtocols("h2")));
        assertEquals("http/1.0", site.connect(options -> options.applicationProtocols("http/1.0")).socket
                .getApplicationProtocol());
    }

    @Test
    void speaksOnlyWhatItIsTold() throws Exception {
        site.serve(settings -> settings.tls(tls -> tls.protocols("TLSv1.2").ciphers(
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")));

        String facts = site.connect().get("/facts");

        assertTrue(facts.contains("TLSv1.2 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 "), facts);
        assertThrows(SSLException.class, () -> site.connect(options -> options.version("TLSv1.3")));
    }

    @Test
    void stalledHandshakesHoldNothing() throws Exception {
        site.serve(settings -> settings.threads(2).tls(tls -> tls.handshakeTimeout(Duration.ofMinutes(10))));
        List<RawClient> stalled = stall(300);

        assertTrue(site.connect().get("/").endsWith("Hello"));

        stalled.get(0).assertOpen();
    }

    @Test
    void stalledHandshakesEndAtTheDeadline() throws Exception {
        site.serve(settings -> settings.tls(tls -> tls.handshakeTimeout(Duration.ofMillis(500))));
        List<RawClient> stalled = stall(20);

        stalled.forEach(TlsSite::awaitEnd);

        assertTrue(site.connectInTime(TlsSite.USUAL).get("/").endsWith("Hello"));
    }

    /** Clients that send nothing, or so much of their first message, or nothing after it. */
    private List<RawClient> stall(int count) throws Exception {
        byte[] hello = site.clientHello();
        List<RawClient> stalled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = site.connectRaw();
            client.send(Arrays.copyOf(hello, new int[] {0, 1, 7, hello.length - 1, hello.length}[i % 5]));
            stalled.add(client);
        }
        return stalled;
    }

    @Test
    void handshakesGoOnWhileAllWorkersAreBusy() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        site.serve(exchange -> release.join(), settings -> settings.threads(1));
        site.connect().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        TlsClient second = site.connect().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        release.complete(null);
        assertTrue(second.readHead().startsWith("HTTP/1.1 200"));
    }

    @Test
    void answersPlainTextOnTheEncryptedPort() throws Exception {
        site.serve();

        RawClient client = site.connectRaw().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertEquals("""
                HTTP/1.1 400 Bad Request
                Connection: close
                Content-Type: text/plain; charset=utf-8
                Content-Length: 62

                This port speaks HTTPS only. Use https:// instead of http://.
                """, client.readUntilClosed().replace("\r\n", "\n"));
        assertEquals(0, site.running());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\0\0\0\0\0", "\u0016\u0003\u0001\u00ff\u00ff", "\u0016\u0003\u0001\0\u0005hello",
        "\u0080\u002e\u0001\u0003\u0001", "\u0017\u0003\u0003\0\u0001x", "\r\n\r\n\r\n\r\n", "get / http"})
    void refusesWhatIsNoTls(String nonsense) throws Exception {
        site.serve(settings -> settings.tls(tls -> tls.handshakeTimeout(Duration.ofSeconds(2))));

        TlsSite.awaitEnd(site.connectRaw().send(nonsense));

        assertTrue(site.connectInTime(TlsSite.USUAL).get("/").endsWith("Hello"));
    }

    @Test
    void survivesAbruptEnds() throws Exception {
        site.serve();
        byte[] hello = site.clientHello();
        for (int i = 0; i < hello.length; i += 10) {
            RawClient.connect(site.server().port()).send(Arrays.copyOf(hello, i)).close();
            RawClient.connect(site.server().port()).send(Arrays.copyOf(hello, i)).reset();
        }
        for (String sent : List.of("", "GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
                "GET /large HTTP/1.1\r\nHost: x\r\n\r\n")) {
            TlsClient.connect(site.server().port(), TlsSite.USUAL, site.rsa()).send(sent).cut();
        }

        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    @Test
    void refusesRenegotiation() throws Exception {
        site.serve();
        TlsClient client = site.connect(options -> options.version("TLSv1.2"));
        assertTrue(client.get("/").endsWith("Hello"));

        IOException refused = assertThrows(IOException.class, () -> {
            client.socket.startHandshake();
            client.get("/");
        });

        assertFalse(refused instanceof SocketTimeoutException, "the server says nothing");
        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    @Test
    void evictsHandshakesAtTheLimit() throws Exception {
        site.serve(settings -> settings.connectionLimit(3));
        for (int i = 0; i < 10; i++) {
            site.connectRaw().send("\u0016");
        }

        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    @Test
    void stopsWhileHandshakesAreUnderWay() throws Exception {
        site.serve();
        byte[] hello = site.clientHello();
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(site.connectRaw().send(i % 2 == 0 ? Arrays.copyOf(hello, 5) : hello));
        }

        site.server().stop(Duration.ofSeconds(10));

        assertFalse(site.server().running());
        waiting.forEach(TlsSite::awaitEnd);
    }
}

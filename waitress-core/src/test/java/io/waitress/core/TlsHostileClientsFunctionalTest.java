package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.tls.TlsClient;
import io.waitress.core.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send to make the server work, fail or wait. */
@Timeout(300)
class TlsHostileClientsFunctionalTest {

    private static final int ALERT = 21;
    private static final int HEADER = 5;

    @RegisterExtension
    static final TlsSite site = new TlsSite();

    /** Each costs the server as much as a small request, and comes twenty times as often in the same bytes. */
    @Test
    void refusesAFloodOfNewKeys() throws Exception {
        site.serve();
        TlsClient client = site.connect(options -> options.version("TLSv1.3"));

        client.wire.hold();
        for (int i = 0; i < 100; i++) {
            client.socket.startHandshake();
        }
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        client.wire.release(Integer.MAX_VALUE);

        assertEnds(client);
        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void refusesAHandshakeInCrumbs(int bytes) throws Exception {
        site.serve();
        byte[] hello = site.clientHello();

        RawClient client = site.connectRaw().send(inRecordsOf(bytes, hello));

        assertEquals(ALERT, client.readUntilClosed().charAt(0));
        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    @Test
    void takesAHandshakeInAFewPieces() throws Exception {
        site.serve();
        byte[] hello = site.clientHello();

        RawClient client = site.connectRaw().send(inRecordsOf(hello.length / 20, hello));

        assertEquals("\u0016", client.read(1));
    }

    /** Content in small records is no offence, and waits for nothing that the socket does not announce. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesContentInRecordsOfOneByte(String version) throws Exception {
        site.serve();
        TlsClient client = site.connect(options -> options.version(version));

        client.wire.hold();
        for (char c : "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".toCharArray()) {
            client.send(String.valueOf(c));
        }
        for (int i = 0; i < 1000; i++) {
            client.send("x");
        }
        client.wire.release(Integer.MAX_VALUE);

        assertTrue(client.readResponse().endsWith("\r\n\r\n" + "x".repeat(1000)));
    }

    /** Whatever changes in what a client says during the handshake, it ends, and only its own connection. */
    @Test
    void endsWhatIsDamaged() throws Exception {
        site.serve(settings -> settings.logSocketErrors(false));
        byte[] hello = site.clientHello();
        String log = ServerLog.of(() -> {
            for (int seed = 0; seed < 200; seed++) {
                try (RawClient client = RawClient.connect(site.server().port())) {
                    TlsSite.awaitEnd(client.send(damaged(hello, new Random(seed))).endOutput());
                }
            }
        });

        assertFalse(log.contains("ERROR"), log);
        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    /** The same after the handshake, where nothing but an alert may follow. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsWhatIsDamagedLater(String version) throws Exception {
        site.serve(settings -> settings.logSocketErrors(false));
        String log = ServerLog.of(() -> {
            for (int seed = 0; seed < 50; seed++) {
                TlsClient client = site.connect(options -> options.version(version));
                client.wire.hold();
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                byte[] record = client.wire.heldBytes();
                int at = HEADER + new Random(seed).nextInt(record.length - HEADER);
                record[at] ^= (byte) (1 << seed % 8);
                client.wire.replace(record);
                client.wire.release(Integer.MAX_VALUE);
                assertEnds(client);
            }
        });

        assertFalse(log.contains("ERROR"), log);
        assertTrue(site.connect().get("/").endsWith("Hello"));
    }

    @Test
    void logsSomeFailuresOnly() throws Exception {
        site.serve();
        String log = ServerLog.of(() -> {
            for (int i = 0; i < 200; i++) {
                RawClient.connect(site.server().port()).send("no TLS").readUntilClosed();
            }
        });

        long lines = log.lines().filter(line -> line.contains("what the client sent is no TLS")).count();
        assertTrue(lines > 0 && lines <= 100, log);
    }

    private static byte[] inRecordsOf(int bytes, byte[] record) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = HEADER; at < record.length; at += bytes) {
            int count = Math.min(bytes, record.length - at);
            records.writeBytes(new byte[] {record[0], record[1], record[2], 0, (byte) count});
            records.write(record, at, count);
        }
        return records.toByteArray();
    }

    private static byte[] damaged(byte[] hello, Random random) {
        byte[] bytes = hello.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static void assertEnds(TlsClient client) throws IOException {
        try {
            assertEquals(-1, client.socket.getInputStream().read());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server says nothing", e);
        } catch (IOException ignored) {
            // an alert, or a reset
        }
    }
}

package io.waitress.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RawClientTest {

    private ServerSocket listener;
    private RawClient client;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        client = RawClient.connect(listener.getLocalPort());
        peer = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
        listener.close();
    }

    @Test
    void sendsTextBlocksWithLineEnds() throws IOException {
        client.sendLines("""
                GET / HTTP/1.1
                Host: x

                """).endOutput();

        assertEquals("GET / HTTP/1.1\r\nHost: x\r\n\r\n", received());
    }

    @Test
    void sendsEveryPiece() throws IOException {
        client.sendInPieces("abcdefg", 3).send(new byte[] {(byte) 0xff}).endOutput();

        assertEquals("abcdefg\u00ff", received());
    }

    @Test
    void refusesCharactersThatAreNotOneByte() {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> client.send("a\u20ac"));

        assertTrue(refusal.getMessage().contains("U+20ac at index 1"), refusal.getMessage());
    }

    @Test
    void readsExactlyWhatIsAskedFor() throws IOException {
        answer("abcdef");

        assertEquals("ab", client.read(2));
        assertEquals("cd", client.readUntil("d"));
        peer.close();
        assertEquals("ef", client.readUntilClosed());
        client.assertClosed();
    }

    @Test
    void readsResponseWithLength() throws IOException {
        answer("HTTP/1.1 200 OK\r\nDate: now\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nabc"
                + "HTTP/1.1 204 No\r\n\r\n");

        RawResponse first = client.readResponse();
        RawResponse second = client.readResponse();

        assertEquals(200, first.status());
        assertEquals("abc", first.text());
        assertEquals(List.of("1", "2"), first.headers("X-A"));
        assertNull(first.header("X-B"));
        assertEquals("HTTP/1.1 200 OK\nDate: *\nX-A: 1\nx-a: 2\nContent-Length: 3\n\nabc", first.block());
        assertEquals(204, second.status());
        client.assertOpen();
    }

    @Test
    void readsChunkedResponseWithTrailers() throws IOException {
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nab\r\nA\r\n0123456789\r\n0\r\nX-Sum: 12\r\n\r\n");

        RawResponse response = client.readResponse();

        assertEquals("ab0123456789", response.text());
        assertEquals(List.of(Map.entry("X-Sum", "12")), response.trailers());
    }

    @Test
    void readsNoContentAfterHead() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");

        assertEquals("", client.readResponseToHead().text());
    }

    @Test
    void readsToTheEndOfTheConnectionWithoutLength() throws IOException {
        answer("HTTP/1.1 200 OK\r\n\r\nto the end");
        peer.close();

        assertEquals("to the end", client.readResponse().text());
    }

    @Test
    void refusesChunkThatIsLongerThanItsSize() throws IOException {
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n");

        assertThrows(AssertionError.class, client::readResponse);
    }

    @Test
    void tellsWhatCameInsteadOfTheExpected() throws IOException {
        answer("half");
        client.timeout(Duration.ofMillis(50));

        AssertionError late = assertThrows(AssertionError.class, () -> client.read(5));
        peer.close();
        AssertionError closed =
                assertThrows(AssertionError.class, () -> client.timeout(Duration.ofSeconds(20)).read(5));

        assertTrue(late.getMessage().contains("\"half\""), late.getMessage());
        assertTrue(closed.getMessage().contains("closed before 5 bytes"), closed.getMessage());
    }

    @Test
    void assertsThatNothingCameBeforeTheEnd() throws IOException {
        client.assertOpen();
        answer("x");
        peer.close();

        assertThrows(AssertionError.class, client::assertClosed);
        assertThrows(AssertionError.class, client::assertOpen);
    }

    @Test
    void resetReachesThePeer() {
        client.reset();

        assertThrows(IOException.class, () -> {
            while (peer.getInputStream().read() >= 0) {
                continue;
            }
        });
    }

    @Test
    void namesTheAddressThatRefuses() throws IOException {
        int port = listener.getLocalPort();
        listener.close();

        UncheckedIOException refusal = assertThrows(UncheckedIOException.class, () -> RawClient.connect(port));

        assertTrue(refusal.getMessage().contains(":" + port), refusal.getMessage());
    }

    private void answer(String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String received() throws IOException {
        return new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}

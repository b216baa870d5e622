package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PlainTransportTest {

    private final Counters counters = new Counters(false);
    private SocketChannel client;
    private SocketChannel accepted;
    private PlainTransport transport;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            client = SocketChannel.open(server.getLocalAddress());
            accepted = server.accept();
        }
        accepted.configureBlocking(false);
        transport = new PlainTransport(accepted, counters);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        transport.close();
    }

    @Test
    void offersALargeHeapBufferInPiecesUntilTheSocketIsFull() throws IOException {
        ByteBuffer large = ByteBuffer.allocate(200_000_000);

        long written = transport.write(large);

        assertEquals(written, large.position());
        assertEquals(large.capacity(), large.limit());
        assertTrue(written > 128 * 1024 && written < large.capacity(), "wrote " + written);
    }

    @Test
    void gathersSmallBuffersInOneWrite() throws IOException {
        long written = transport.write(new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocateDirect(20)}, 2);

        assertEquals(30, written);
        assertEquals(1, counters.writes());
    }

    @Test
    void keepsTheOrderOfSmallAndLargeBuffers() throws IOException {
        ByteBuffer small = ByteBuffer.wrap(new byte[] {1});
        ByteBuffer large = ByteBuffer.allocate(200_000);
        ByteBuffer last = ByteBuffer.wrap(new byte[] {2});

        assertEquals(200_002, transport.write(new ByteBuffer[] {small, large, last}, 3));

        ByteBuffer received = ByteBuffer.allocate(200_002);
        while (received.hasRemaining()) {
            client.read(received);
        }
        assertEquals(1, received.get(0));
        assertEquals(0, received.get(1));
        assertEquals(2, received.get(200_001));
    }

    @Test
    void tellsNothingThereFromTheEnd() throws IOException {
        ByteBuffer target = ByteBuffer.allocate(10);
        assertEquals(0, transport.read(target));
        client.shutdownOutput();
        int count;
        do {
            count = transport.read(target);
        } while (count == 0);

        assertEquals(-1, count);
    }

    @Test
    void showsBytesReadably() {
        assertEquals("GET / HTTP/1.1\\r\\n\\\\ \\x00\\xe9",
                WireLog.text(ByteBuffer.wrap("!GET / HTTP/1.1\r\n\\ \0\u00e9".getBytes(
                        StandardCharsets.ISO_8859_1)), 1, 20));
    }
}

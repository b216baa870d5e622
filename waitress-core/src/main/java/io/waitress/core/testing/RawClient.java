package io.waitress.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A client that sends exactly the bytes it is given and shows exactly the bytes it gets, for tests of what happens on
 * the wire: half requests, pieces, half-close, resets, clients that do not read.
 *
 * <pre>{@code
 * try (RawClient client = RawClient.connect(server.port())) {
 *     client.sendLines("""
 *             GET /hello HTTP/1.1
 *             Host: test
 *
 *             """);
 *     assertEquals(200, client.readResponse().status());
 *     client.assertOpen();
 * }
 * }</pre>
 *
 * <p>Text stands for bytes one to one (ISO 8859-1). Every wait for the next bytes is bounded by {@link #timeout}; one
 * that ends without them is an {@link AssertionError} that shows what was received instead. A broken connection is an
 * {@link UncheckedIOException}. To stall, simply do not call a read method; a small receive buffer makes the server
 * feel that soon. One thread may send while another reads; no other use from two threads at once.
 */
public final class RawClient implements AutoCloseable {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    private final SocketChannel channel;
    private final ClientInput input;
    private final Readiness writable;
    private volatile Duration timeout = DEFAULT_TIMEOUT;

    private RawClient(SocketChannel channel) {
        this.channel = channel;
        this.input = new ClientInput(channel);
        this.writable = new Readiness(channel, SelectionKey.OP_WRITE);
    }

    /**
     * Connects to a port of the loopback address.
     *
     * @param port the server's port
     * @return the connected client
     */
    public static RawClient connect(int port) {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Connects to the host and port of a URI.
     *
     * @param uri with a host, and with a port unless it is 80
     * @return the connected client
     */
    public static RawClient connect(URI uri) {
        return connect(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
    }

    /**
     * Connects to a Unix domain socket.
     *
     * @param unixSocket the socket's file
     * @return the connected client
     */
    public static RawClient connect(Path unixSocket) {
        return connect(UnixDomainSocketAddress.of(unixSocket));
    }

    /**
     * Connects to an address.
     *
     * @param address an {@link InetSocketAddress} or a {@link UnixDomainSocketAddress}
     * @return the connected client
     */
    public static RawClient connect(SocketAddress address) {
        return connect(address, 0);
    }

    /**
     * Connects with a receive buffer of a given size.
     *
     * @param address an {@link InetSocketAddress} or a {@link UnixDomainSocketAddress}
     * @param receiveBufferBytes the size asked of the system, which may round it; 0 for the system's default
     * @return the connected client
     */
    public static RawClient connect(SocketAddress address, int receiveBufferBytes) {
        boolean unix = address instanceof UnixDomainSocketAddress;
        try {
            SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
            try {
                if (receiveBufferBytes > 0) {
                    channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
                }
                if (!unix) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                channel.connect(address);
                channel.configureBlocking(false);
                return new RawClient(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    /**
     * Sets how long this client waits for the server to send, or to take, anything more; 20 seconds unless set.
     *
     * @param longest greater than zero
     * @return this client
     */
    public RawClient timeout(Duration longest) {
        timeout = longest;
        return this;
    }

    /**
     * Returns the local address of this client, which the server sees as the remote one.
     *
     * @return the address
     */
    public SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends text as it is.
     *
     * @param text characters up to U+00FF, one byte each
     * @return this client
     */
    public RawClient send(String text) {
        return send(bytes(text));
    }

    /**
     * Sends a text block: like {@link #send(String)}, but each line feed becomes CR LF. A request without content
     * therefore ends with an empty line of the block.
     *
     * @param block lines that end with a line feed only
     * @return this client
     */
    public RawClient sendLines(String block) {
        return send(block.replace("\n", "\r\n"));
    }

    /**
     * Sends bytes.
     *
     * @param bytes sent completely, unless this throws
     * @return this client
     */
    public RawClient send(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        try {
            while (source.hasRemaining()) {
                if (write(source) == 0 && !writable.await(System.nanoTime() + timeout.toNanos())) {
                    throw new AssertionError("The server took " + source.position() + " of " + bytes.length
                            + " bytes, and no more within " + timeout);
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends as many of the bytes as the connection takes now, without waiting.
     *
     * @param source its position moves past what was sent
     * @return how many bytes were sent, 0 or more
     */
    public int sendSome(ByteBuffer source) {
        try {
            int sent = 0;
            for (int count = write(source); count > 0; count = write(source)) {
                sent += count;
            }
            return sent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends text in pieces, each by a write of its own. With {@code TCP_NODELAY} set the server usually, but not
     * certainly, reads each piece on its own.
     *
     * @param text as for {@link #send(String)}
     * @param pieceBytes the size of all pieces but the last, 1 or more
     * @return this client
     */
    public RawClient sendInPieces(String text, int pieceBytes) {
        for (int from = 0; from < text.length(); from += pieceBytes) {
            send(text.substring(from, Math.min(text.length(), from + pieceBytes)));
        }
        return this;
    }

    /**
     * Ends the output and keeps reading: the half-close.
     *
     * @return this client
     */
    public RawClient endOutput() {
        try {
            channel.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads exactly that many bytes.
     *
     * @param count 0 or more
     * @return the bytes as text
     */
    public String read(int count) {
        return text(readBytes(count));
    }

    /**
     * Reads exactly that many bytes.
     *
     * @param count 0 or more
     * @return the bytes
     */
    public byte[] readBytes(int count) {
        return input.take(count, timeout.toNanos());
    }

    /**
     * Reads up to and including the first occurrence of a text.
     *
     * @param end what to look for, for example an empty line
     * @return everything up to and including it
     */
    public String readUntil(String end) {
        return text(input.takeUntil(bytes(end), timeout.toNanos()));
    }

    /**
     * Reads until the server ends the connection in good order.
     *
     * @return everything that came before the end
     */
    public String readUntilClosed() {
        return text(input.takeAll(timeout.toNanos()));
    }

    /**
     * Reads and drops a number of bytes, for bodies too large to keep.
     *
     * @param count 0 or more
     * @return this client
     */
    public RawClient skip(long count) {
        for (long left = count; left > 0; ) {
            left -= input.take((int) Math.min(left, ClientInput.CHUNK_BYTES), timeout.toNanos()).length;
        }
        return this;
    }

    /**
     * Reads one response, interim ones (1xx) included, with content framed as RFC 9112, section 6.3 says.
     *
     * @return the response
     */
    public RawResponse readResponse() {
        return RawResponse.read(input, timeout.toNanos(), false);
    }

    /**
     * Reads one response to a HEAD request: it has no content whatever its headers say.
     *
     * @return the response
     */
    public RawResponse readResponseToHead() {
        return RawResponse.read(input, timeout.toNanos(), true);
    }

    /**
     * Sends a text block, as {@link #sendLines} does, and reads the response.
     *
     * @param block the request
     * @return the response
     */
    public RawResponse request(String block) {
        return sendLines(block).readResponse();
    }

    /**
     * Sends a GET request in HTTP/1.1 and reads the response.
     *
     * @param target the request target
     * @return the response
     */
    public RawResponse get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
    }

    /**
     * Asserts that the server has not ended the connection and has sent nothing that was not read. This looks at the
     * moment: it does not wait for a close that may be under way.
     *
     * @return this client
     */
    public RawClient assertOpen() {
        String unread = text(input.takeAvailable());
        if (input.ended()) {
            throw new AssertionError("The connection is closed; before that came: " + quoted(unread));
        }
        return assertNothing(unread, "Unread bytes: ");
    }

    /**
     * Asserts that the server ends the connection, in good order or by a reset, and sends nothing more before that.
     *
     * @return this client
     */
    public RawClient assertClosed() {
        try {
            return assertNothing(readUntilClosed(), "Before the connection was closed came: ");
        } catch (UncheckedIOException ignored) {
            // A reset closes, too.
            return this;
        }
    }

    /** Closes by a reset (TCP RST), as a crashed client does; by an ordinary close on a Unix socket. */
    public void reset() {
        try {
            if (channel.getRemoteAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    /** Closes the connection. Idempotent. */
    @Override
    public void close() {
        try {
            writable.close();
            input.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a limited part, because the JDK copies all that it is given before it writes what the socket takes. */
    private int write(ByteBuffer source) throws IOException {
        ByteBuffer part = source.slice(source.position(), Math.min(source.remaining(), ClientInput.CHUNK_BYTES));
        int count = channel.write(part);
        source.position(source.position() + count);
        return count;
    }

    static String quoted(String text) {
        String shown = text.length() > 2000 ? text.substring(0, 2000) + "... (" + text.length() + " bytes)" : text;
        return '"' + shown.replace("\r", "\\r").replace("\n", "\\n") + '"';
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (text.charAt(i) > 0xff) {
                throw new IllegalArgumentException("Character U+" + Integer.toHexString(text.charAt(i)) + " at index "
                        + i + " is not one byte; encode such text yourself and send the bytes");
            }
        }
        return bytes;
    }

    private RawClient assertNothing(String received, String message) {
        if (!received.isEmpty()) {
            throw new AssertionError(message + quoted(received));
        }
        return this;
    }
}

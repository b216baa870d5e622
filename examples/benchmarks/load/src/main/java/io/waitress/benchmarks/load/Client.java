package io.waitress.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One keep-alive connection with at most one request on its way; understands answers with a Content-Length. */
final class Client {

    private static final String LENGTH = "\r\ncontent-length:";
    private static final int STATUS_CLASS = "HTTP/1.1 ".length();

    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocateDirect(8192);
    private RequestMix.Request request;
    private long due;
    private int answerEnd;

    Client(int port, Selector selector) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends a request whose latency counts from when it was due. */
    void send(RequestMix.Request next, long dueNanos) throws IOException {
        request = next;
        due = dueNanos;
        answerEnd = 0;
        input.clear();
        ByteBuffer bytes = next.bytes().duplicate();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads what has arrived; returns true once the answer is complete. */
    boolean receive() throws IOException {
        if (channel.read(input) < 0) {
            throw new IOException("The server closed the connection");
        }
        if (answerEnd == 0) {
            answerEnd = findEnd();
        }
        return answerEnd > 0 && input.position() >= answerEnd;
    }

    boolean succeeded() {
        return input.get(STATUS_CLASS) == '2';
    }

    boolean measured() {
        return request.measured();
    }

    long due() {
        return due;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }

    private int findEnd() {
        for (int i = 3; i < input.position(); i++) {
            if (input.get(i) == '\n' && input.get(i - 2) == '\n') {
                return i + 1 + contentLength(i);
            }
        }
        return 0;
    }

    private int contentLength(int headEnd) {
        byte[] bytes = new byte[headEnd];
        input.get(0, bytes);
        String head = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int start = head.indexOf(LENGTH) + LENGTH.length();
        return Integer.parseInt(head.substring(start, head.indexOf('\r', start)).trim());
    }
}

package io.waitress.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Which request comes next. Safe from any thread. */
final class RequestMix {

    private static final int ONE_IN = 100;

    private final Request usual;
    private final Request other;

    /**
     * A request.
     *
     * @param bytes    its bytes
     * @param measured whether its latency counts
     */
    record Request(ByteBuffer bytes, boolean measured) {
    }

    /** With no other path every request is the usual one. */
    RequestMix(int port, String path, String otherPath) {
        this.usual = new Request(encode(port, path), true);
        this.other = otherPath == null ? usual : new Request(encode(port, otherPath), false);
    }

    Request get(long number) {
        return number % ONE_IN == ONE_IN - 1 ? other : usual;
    }

    private static ByteBuffer encode(int port, String path) {
        byte[] head = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(head.length).put(head).flip();
    }
}

package io.waitress.benchmarks.floor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** The responses, prepared once. */
final class Answers {

    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer hello = answer("200 OK", "text/plain", HELLO);
    private final ByteBuffer lastHello = answer("200 OK\r\nConnection: close", "text/plain", HELLO);
    private final ByteBuffer notFound = answer("404 Not Found", "text/plain", new byte[0]);
    private final ByteBuffer page;
    private final ByteBuffer large;

    private Answers(byte[] page, byte[] large) {
        this.page = answer("200 OK", "text/html", page);
        this.large = answer("200 OK", "application/octet-stream", large);
    }

    static Answers of(Path war) throws IOException {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            return new Answers(content(zip, "index.html"), content(zip, "large.bin"));
        }
    }

    /** Returns the response for a path, known by its first letter. */
    ByteBuffer find(byte letter, boolean last) {
        ByteBuffer found = switch (letter) {
            case 'h' -> last ? lastHello : hello;
            case 'i' -> page;
            case 'l' -> large;
            default -> notFound;
        };
        return found.duplicate();
    }

    private static byte[] content(ZipFile zip, String name) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static ByteBuffer answer(String status, String type, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                + "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: floor\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(head.length + body.length).put(head).put(body).flip();
    }
}

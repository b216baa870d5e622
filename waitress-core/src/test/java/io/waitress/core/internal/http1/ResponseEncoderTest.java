package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.MutableHeaders;
import io.waitress.core.http.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ResponseEncoderTest {

    private final ResponseEncoder encoder = new ResponseEncoder("waitress", new DateHeader(() -> 784_111_777_000L));
    private final MutableHeaders headers = new MutableHeaders();

    @Test
    void addsServerAndDate() {
        headers.add("content-type", "text/plain").add("X-A", "1");

        assertEquals("""
                HTTP/1.1 200 OK
                content-type: text/plain
                X-A: 1
                Server: waitress
                Date: Sun, 06 Nov 1994 08:49:37 GMT
                """, head(encoder, 200));
    }

    @Test
    void leavesTheApplicationsServerAndDate() {
        headers.add("Server", "mine").add("Date", "today");

        assertEquals("""
                HTTP/1.1 404 Not Found
                Server: mine
                Date: today
                """, head(encoder, 404));
    }

    @Test
    void namesNoServerWithoutIdent() {
        headers.add("Date", "today");

        assertEquals("HTTP/1.1 200 OK\nDate: today\n", head(new ResponseEncoder("", new DateHeader(() -> 0)), 200));
    }

    @Test
    void dropsFieldsThatAreTheServersOwn() {
        headers.add("Connection", "x").add("keep-alive", "1").add("Transfer-Encoding", "gzip").add("Trailer", "x")
                .add("Upgrade", "x").add("Content-Length", "7").add("Date", "d").add("Server", "s");

        assertEquals("HTTP/1.1 200 OK\nDate: d\nServer: s\n", head(encoder, 200));
    }

    @Test
    void keepsLatin1Values() {
        headers.add("X-A", "\u00e9").add("Date", "d").add("Server", "s");

        assertEquals("HTTP/1.1 200 OK\nX-A: \u00e9\nDate: d\nServer: s\n", head(encoder, 200));
    }

    @Test
    void writesLengths() {
        assertEquals("Content-Length: 0\n", text(target -> ResponseEncoder.putLength(target, 0)));
        assertEquals("Content-Length: 10\n", text(target -> ResponseEncoder.putLength(target, 10)));
        assertEquals("Content-Length: 9223372036854775807\n",
                text(target -> ResponseEncoder.putLength(target, Long.MAX_VALUE)));
    }

    @Test
    void writesChunkSizesInHex() {
        assertEquals("1\n", text(target -> ResponseEncoder.putChunkSize(target, 1)));
        assertEquals("f\n", text(target -> ResponseEncoder.putChunkSize(target, 15)));
        assertEquals("10\n", text(target -> ResponseEncoder.putChunkSize(target, 16)));
        assertEquals("7fffffffffffffff\n", text(target -> ResponseEncoder.putChunkSize(target, Long.MAX_VALUE)));
    }

    @Test
    void leavesOutTrailersThatWouldChangeTheMessage() {
        headers.add("X-Sum", "1").add("Content-Length", "3").add("Transfer-Encoding", "x").add("Set-Cookie", "a=b");

        assertEquals("0\nX-Sum: 1\n\n", text(target -> ResponseEncoder.putLastChunk(target, headers)));
    }

    @Test
    void boundsTheSize() {
        headers.add("Content-Type", "a".repeat(5000)).add("X-".repeat(300), "b".repeat(700));

        ByteBuffer target = ByteBuffer.allocate(encoder.headBound(Status.of(500), headers));
        encoder.putHead(target, Status.of(500), headers);
        ResponseEncoder.putLength(target, Long.MAX_VALUE);
        ResponseEncoder.putClose(target);
        ResponseEncoder.putEnd(target);

        assertTrue(target.position() > 6000);
    }

    private String head(ResponseEncoder by, int status) {
        return text(target -> by.putHead(target, Status.of(status), headers));
    }

    private static String text(Consumer<ByteBuffer> encoding) {
        ByteBuffer target = ByteBuffer.allocate(4096);
        encoding.accept(target);
        return StandardCharsets.ISO_8859_1.decode(target.flip()).toString().replace("\r\n", "\n");
    }
}

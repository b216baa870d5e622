package io.waitress.servlet.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.WaitressServer;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.testing.TestServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class DefaultServletFunctionalTest {

    private static final int LARGE = 3_000_000;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static byte[] large;

    @BeforeAll
    static void start() throws IOException {
        Path web = Files.createDirectories(folder.resolve("web"));
        Files.createDirectories(web.resolve("WEB-INF"));
        Files.createDirectories(web.resolve("sub"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.writeString(web.resolve("WEB-INF/web.xml"), "secret");
        Files.writeString(web.resolve("index.html"), "<p>index</p>");
        Files.writeString(web.resolve("sub/index.html"), "<p>sub</p>");
        Files.setLastModifiedTime(web.resolve("index.html"), FileTime.fromMillis(1_000_000_000_000L));
        large = new byte[LARGE];
        new Random(1).nextBytes(large);
        Files.write(web.resolve("large.bin"), large);
        Files.writeString(web.resolve("tour.js"), "plain");
        Files.writeString(web.resolve("tour.js.gz"), "gzipped");
        Files.writeString(web.resolve("tour.js.br"), "brotli");
        server = TestServer.start(ServletApplication.builder().resourceBase(web).build());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient connect() {
        return server.connect();
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void servesTheWelcomeFile() {
        try (RawClient client = connect()) {
            RawResponse response = client.get("/");

            assertEquals(200, response.status());
            assertEquals("text/html", response.header("Content-Type"));
            assertEquals("Sun, 09 Sep 2001 01:46:40 GMT", response.header("Last-Modified"));
            assertEquals("<p>index</p>", response.text());
            assertEquals(304, client.request("""
                    GET /index.html HTTP/1.1
                    Host: test
                    If-None-Match: %s

                    """.formatted(response.header("ETag"))).status());
            client.assertOpen();
        }
    }

    @Test
    void answersHeadLikeGetWithoutContent() {
        try (RawClient client = connect()) {
            client.sendLines("""
                    HEAD /large.bin HTTP/1.1
                    Host: test

                    """);

            assertEquals(String.valueOf(LARGE), client.readResponseToHead().header("Content-Length"));
            assertEquals("<p>sub</p>", client.get("/sub/").text());
        }
    }

    @Test
    void sendsALargeFileAndKeepsTheConnection() {
        try (RawClient client = connect()) {
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(large, client.get("/large.bin").content());
            }
            client.assertOpen();
        }
    }

    @Test
    void sendsRangesOfALargeFile() {
        try (RawClient client = connect()) {
            RawResponse one = client.request("""
                    GET /large.bin HTTP/1.1
                    Host: test
                    Range: bytes=1000000-2000000

                    """);
            RawResponse several = client.request("""
                    GET /large.bin HTTP/1.1
                    Host: test
                    Range: bytes=10-19,-5

                    """);
            String text = latin1(large);

            assertEquals(206, one.status());
            assertEquals("bytes 1000000-2000000/" + LARGE, one.header("Content-Range"));
            assertEquals(text.substring(1_000_000, 2_000_001), latin1(one.content()));
            assertEquals(206, several.status());
            assertTrue(latin1(several.content()).contains("\r\n\r\n" + text.substring(10, 20) + "\r\n--"));
            assertTrue(latin1(several.content()).contains("\r\n\r\n" + text.substring(LARGE - 5) + "\r\n--"));
            client.assertOpen();
        }
    }

    @Test
    void holdsNoWorkerForAClientThatDoesNotTakeItsRanges() throws IOException {
        Path web = Files.createDirectories(folder.resolve("huge"));
        try (RandomAccessFile huge = new RandomAccessFile(web.resolve("huge.bin").toFile(), "rw")) {
            huge.setLength(100_000_000);
        }
        Settings settings = Settings.builder().listen("127.0.0.1:0").threads(1).outbufHighWatermark(100_000).build();
        try (WaitressServer single = WaitressServer.create(
                        ServletApplication.builder().resourceBase(web).build(), settings).start();
                RawClient silent = RawClient.connect(single.port());
                RawClient other = RawClient.connect(single.port())) {
            silent.sendLines("""
                    GET /huge.bin HTTP/1.1
                    Host: test
                    Range: bytes=0-33000000,33000002-67000000,67000002-67000010,70000000-

                    """);
            assertEquals(404, other.get("/none").status());

            assertEquals(206, silent.readResponseToHead().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', plain, ", "gzip, gzipped, gzip", "'gzip, br', brotli, br", "'br;q=0, gzip', gzipped, gzip"})
    void sendsAPrecompressedSibling(String accepted, String content, String encoding) {
        try (RawClient client = connect()) {
            RawResponse response = client.request("""
                    GET /tour.js HTTP/1.1
                    Host: test
                    Accept-Encoding: %s

                    """.formatted(accepted));

            assertEquals(content, response.text());
            assertEquals(encoding, response.header("Content-Encoding"));
            assertEquals("Accept-Encoding", response.header("Vary"));
            assertEquals("text/javascript", response.header("Content-Type"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT | 304",
        "If-Modified-Since: Sun, 09 Sep 2001 01:46:39 GMT | 200",
        "If-Unmodified-Since: Sun, 09 Sep 2001 01:46:39 GMT | 412",
        "If-Match: \"other\" | 412",
        "If-None-Match: * | 304",
        "Range: bytes=999999- | 416",
    })
    void observesConditions(String header, int status) {
        try (RawClient client = connect()) {
            assertEquals(status, client.request("""
                    GET /index.html HTTP/1.1
                    Host: test
                    %s

                    """.formatted(header)).status());
            client.assertOpen();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt", "/..;/secret.txt", "/sub/../../secret.txt", "/sub/..%00/../secret.txt",
        "/%c0%ae%c0%ae/secret.txt", "/%252e%252e/secret.txt", "/WEB-INF/web.xml", "/web-inf/web.xml",
        "/%57EB-INF/web.xml", "//WEB-INF/web.xml", "/./WEB-INF/web.xml", "/sub/../WEB-INF/web.xml",
        "/WEB-INF;x/web.xml", "/WEB-INF%2fweb.xml", "/WEB-INF./web.xml", "/index.html/", "/index.html%00.txt",
        "/sub//../../secret.txt"})
    void refusesEveryWayOut(String target) {
        try (RawClient client = connect()) {
            RawResponse response = client.get(target);

            assertTrue(response.status() == 400 || response.status() == 404, target + " gave " + response.status());
            assertNotEquals("secret", response.text());
        }
    }

    @Test
    void refusesToReceiveFiles() {
        try (RawClient client = connect()) {
            RawResponse response = client.request("""
                    PUT /index.html HTTP/1.1
                    Host: test
                    Content-Length: 3

                    abc""");

            assertEquals(405, response.status());
            assertEquals("GET, HEAD, OPTIONS", response.header("Allow"));
            assertEquals("<p>index</p>", client.get("/index.html").text());
        }
    }
}

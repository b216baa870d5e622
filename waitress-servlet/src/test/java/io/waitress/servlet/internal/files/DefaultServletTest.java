package io.waitress.servlet.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.waitress.core.http.HttpDate;
import io.waitress.servlet.internal.text.ByteRanges;
import io.waitress.servlet.internal.text.MimeTypes;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultServletTest {

    private static final long CHANGED = 1_000_000_000_000L;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";
    private static final String TAG = "\"" + Long.toHexString(CHANGED) + "-1a\"";

    @TempDir
    Path folder;

    private final ServletContext context = mock(ServletContext.class);
    private DefaultServlet servlet;

    @BeforeEach
    void createServlet() throws IOException, ServletException {
        file("a.txt", ALPHABET, CHANGED);
        file("unknown.xyz", "x", CHANGED);
        file("empty.txt", "", CHANGED);
        file("large.bin", "0123456789".repeat(10_000), CHANGED);
        file("WEB-INF/web.xml", "secret", CHANGED);
        file("META-INF/x", "secret", CHANGED);
        file("sub dir/index.html", "sub", CHANGED);
        file("nowelcome/x.txt", "x", CHANGED);
        servlet = new DefaultServlet(ResourceBase.folder(folder));
        ServletConfig config = mock(ServletConfig.class);
        when(config.getServletContext()).thenReturn(context);
        when(context.getMimeType(anyString())).thenAnswer(call -> MimeTypes.byName(call.getArgument(0)));
        servlet.init(config);
    }

    private void file(String name, String content, long changed) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(changed));
    }

    private FakeExchange get(String path, String... headers) throws IOException, ServletException {
        FakeExchange exchange = FakeExchange.get(path);
        for (int i = 0; i < headers.length; i += 2) {
            exchange.header(headers[i], headers[i + 1]);
        }
        return exchange.run(servlet);
    }

    @Test
    void servesAFile() throws Exception {
        FakeExchange exchange = get("/a.txt");

        assertEquals(200, exchange.status);
        assertEquals(ALPHABET, exchange.body());
        assertEquals(Map.of("Content-Type", "text/plain", "Content-Length", "26", "ETag", TAG, "Accept-Ranges", "bytes",
                "Last-Modified", "Sun, 09 Sep 2001 01:46:40 GMT"), exchange.headers);
        assertEquals(List.of(), exchange.sent);
    }

    @Test
    void servesByServletPathAndPathInfo() throws Exception {
        FakeExchange exchange = FakeExchange.get("/sub dir");
        when(exchange.request.getPathInfo()).thenReturn("/index.html");

        assertEquals("sub", exchange.run(servlet).body());
    }

    @Test
    void servesAnEmptyFile() throws Exception {
        FakeExchange exchange = get("/empty.txt", "Range", "bytes=0-");

        assertEquals(200, exchange.status);
        assertEquals("0", exchange.header("Content-Length"));
        assertEquals("", exchange.body());
    }

    @Test
    void leavesAnUnknownTypeOut() throws Exception {
        assertNull(get("/unknown.xyz").header("Content-Type"));
    }

    @Test
    void namesTheCharsetOfTextIfOneWasSet() throws Exception {
        when(context.getResponseCharacterEncoding()).thenReturn("UTF-8");

        assertEquals("text/plain;charset=UTF-8", get("/a.txt").header("Content-Type"));
        assertEquals("application/octet-stream", get("/large.bin").header("Content-Type"));
    }

    @Test
    void answersHeadWithoutContent() throws Exception {
        FakeExchange exchange = new FakeExchange("HEAD", "/a.txt").header("Range", "bytes=0-1").run(servlet);

        assertEquals(200, exchange.status);
        assertEquals("26", exchange.header("Content-Length"));
        assertEquals("", exchange.body());
    }

    @Test
    void sendsLargeFilesWithoutCopying() throws Exception {
        FakeExchange whole = get("/large.bin");
        FakeExchange part = get("/large.bin", "Range", "bytes=50001-");

        assertEquals(List.of(100_000L), whole.sent);
        assertEquals("0123456789".repeat(10_000), whole.body());
        assertEquals(List.of(49_999L), part.sent);
        assertTrue(part.body().startsWith("123456"), "starts at its position");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "OTHER"})
    void refusesOtherMethods(String method) throws Exception {
        FakeExchange exchange = new FakeExchange(method, "/a.txt").run(servlet);

        assertEquals(405, exchange.status);
        assertEquals("GET, HEAD, OPTIONS", exchange.header("Allow"));
        assertEquals(404, new FakeExchange(method, "/none").run(servlet).status);
    }

    @Test
    void answersOptions() throws Exception {
        FakeExchange exchange = new FakeExchange("OPTIONS", "/a.txt").run(servlet);

        assertEquals(200, exchange.status);
        assertEquals("GET, HEAD, OPTIONS", exchange.header("Allow"));
        assertEquals("0", exchange.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/a.txt/", "/../a.txt", "/WEB-INF/web.xml", "/web-inf/web.xml", "/WEB-INF",
        "/WEB-INF/", "/Web-Inf/none", "/META-INF/x", "/meta-inf", "/nowelcome/", "/"})
    void findsNothing(String path) throws Exception {
        FakeExchange exchange = get(path);

        assertEquals(404, exchange.status);
        assertTrue(exchange.errorSent);
        assertEquals("", exchange.body());
    }

    @Test
    void letsDispatchersReachProtectedFiles() throws Exception {
        FakeExchange exchange = FakeExchange.get("/WEB-INF/web.xml").dispatcher(DispatcherType.FORWARD).run(servlet);

        assertEquals("secret", exchange.body());
    }

    /** Conditions alone and together, by RFC 9110, section 13.2.2. OLD is before, SAME at and NEW after the change. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            If-Match            ~ TAG               ~ ~ ~ 200
            If-Match            ~ *                 ~ ~ ~ 200
            If-Match            ~ "x", TAG          ~ ~ ~ 200
            If-Match            ~ "x"               ~ ~ ~ 412
            If-Match            ~ W/TAG             ~ ~ ~ 412
            If-Match            ~ nonsense          ~ ~ ~ 412
            If-Match            ~ TAG ~ If-Unmodified-Since ~ OLD  ~ 200
            If-Match            ~ TAG ~ If-None-Match       ~ TAG  ~ 304
            If-Match            ~ "x" ~ If-None-Match       ~ TAG  ~ 412
            If-Unmodified-Since ~ OLD               ~ ~ ~ 412
            If-Unmodified-Since ~ SAME              ~ ~ ~ 200
            If-Unmodified-Since ~ NEW               ~ ~ ~ 200
            If-Unmodified-Since ~ nonsense          ~ ~ ~ 200
            If-None-Match       ~ TAG               ~ ~ ~ 304
            If-None-Match       ~ W/TAG             ~ ~ ~ 304
            If-None-Match       ~ "x", "y",TAG      ~ ~ ~ 304
            If-None-Match       ~ *                 ~ ~ ~ 304
            If-None-Match       ~ "x"               ~ ~ ~ 200
            If-None-Match       ~ "x" ~ If-None-Match       ~ TAG  ~ 304
            If-None-Match       ~ "x" ~ If-Modified-Since   ~ NEW  ~ 200
            If-None-Match       ~ TAG ~ If-Modified-Since   ~ OLD  ~ 304
            If-Modified-Since   ~ OLD               ~ ~ ~ 200
            If-Modified-Since   ~ SAME              ~ ~ ~ 304
            If-Modified-Since   ~ NEW               ~ ~ ~ 304
            If-Modified-Since   ~ nonsense          ~ ~ ~ 200
            If-Unmodified-Since ~ NEW ~ If-Modified-Since   ~ NEW  ~ 304
            """, delimiter = '~', quoteCharacter = '`')
    void evaluatesConditions(String name, String value, String secondName, String secondValue, int status)
            throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            FakeExchange exchange = new FakeExchange(method, "/a.txt").header(name, field(value));
            if (secondName != null) {
                exchange.header(secondName, field(secondValue));
            }
            exchange.run(servlet);

            assertEquals(status, exchange.status, method);
            assertEquals(status == 200 && method.equals("GET") ? ALPHABET : "", exchange.body());
            assertEquals(status == 412, exchange.errorSent);
            if (status == 304) {
                assertEquals(TAG, exchange.header("ETag"));
                assertNull(exchange.header("Content-Length"));
                assertNull(exchange.header("Content-Type"));
            }
        }
    }

    private static String field(String value) {
        return value.replace("TAG", TAG).replace("OLD", HttpDate.format(CHANGED - 1000))
                .replace("SAME", HttpDate.format(CHANGED)).replace("NEW", HttpDate.format(CHANGED + 1000));
    }

    @Test
    void comparesTimesInWholeSeconds() throws Exception {
        file("a.txt", ALPHABET, CHANGED + 999);

        assertEquals(304, get("/a.txt", "If-Modified-Since", HttpDate.format(CHANGED)).status);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            bytes=0-0    ~ 206 ~ a   ~ bytes 0-0/26
            bytes=24-    ~ 206 ~ yz  ~ bytes 24-25/26
            bytes=-2     ~ 206 ~ yz  ~ bytes 24-25/26
            bytes=0-99   ~ 206 ~ abcdefghijklmnopqrstuvwxyz ~ bytes 0-25/26
            bytes=26-    ~ 416 ~ ''  ~ bytes */26
            bytes=2-1    ~ 200 ~ abcdefghijklmnopqrstuvwxyz ~
            chars=0-1    ~ 200 ~ abcdefghijklmnopqrstuvwxyz ~
            """, delimiter = '~')
    void servesOneRange(String range, int status, String body, String contentRange) throws Exception {
        FakeExchange exchange = get("/a.txt", "Range", range);

        assertEquals(status, exchange.status);
        assertEquals(body, exchange.body());
        assertEquals(contentRange, exchange.header("Content-Range"));
        if (status != 416) {
            assertEquals(String.valueOf(body.length()), exchange.header("Content-Length"));
            assertEquals("text/plain", exchange.header("Content-Type"));
            assertEquals(TAG, exchange.header("ETag"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p.jsp", "/p.JSP", "/P.Jspx", "/p.jspf", "/p.tag", "/p.tagx", "/p.tagf", "/p.jsp.",
        "/p.jsp ", "/WEB-INF/p.jsp", "/p.jsp/x.jsp"})
    void neverServesThePagesOfWhichOnlyTheSourceIsThere(String path) throws Exception {
        file(path.substring(1), "<% secret %>", CHANGED);

        for (DispatcherType type : List.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ERROR)) {
            FakeExchange exchange = get(path).dispatcher(type).run(servlet);
            assertEquals(404, exchange.status);
            assertEquals("", exchange.body());
        }
        FakeExchange including = FakeExchange.get(path).dispatcher(DispatcherType.INCLUDE);
        assertThrows(FileNotFoundException.class, () -> including.run(servlet));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jsp", "/jsp.txt", "/x.jsp/a.txt", "/tags"})
    void servesWhatOnlyLooksLikeAPage(String path) throws Exception {
        file(path.substring(1), "x", CHANGED);

        assertEquals(200, get(path).status);
    }

    @Test
    void servesSeveralRangesWithoutCopyingLargeOnes() throws Exception {
        FakeExchange exchange = get("/large.bin", "Range", "bytes=0-40000,50000-50009,60000-99999");

        assertEquals(List.of(40_001L, 40_000L), exchange.sent);
        assertEquals(exchange.header("Content-Length"), String.valueOf(exchange.body().length()));
    }

    @Test
    void servesSeveralRanges() throws Exception {
        FakeExchange exchange = get("/a.txt", "Range", "bytes=24-25,0-1");
        String type = exchange.header("Content-Type");
        String boundary = type.substring(type.indexOf('=') + 1);
        String expected = """

                --BOUNDARY
                Content-Type: text/plain
                Content-Range: bytes 24-25/26

                yz
                --BOUNDARY
                Content-Type: text/plain
                Content-Range: bytes 0-1/26

                ab
                --BOUNDARY--
                """.replace("\n", "\r\n").replace("BOUNDARY", boundary);

        assertEquals(206, exchange.status);
        assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
        assertEquals(expected, exchange.body());
        assertEquals(String.valueOf(expected.length()), exchange.header("Content-Length"));
        assertNull(exchange.header("Content-Range"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            TAG      ~ 206
            W/TAG    ~ 200
            "x"      ~ 200
            SAME     ~ 206
            NEW      ~ 200
            OLD      ~ 200
            nonsense ~ 200
            """, delimiter = '~', quoteCharacter = '`')
    void obeysARangeOnlyIfTheFileIsTheSame(String ifRange, int status) throws Exception {
        assertEquals(status, get("/a.txt", "Range", "bytes=0-1", "If-Range", field(ifRange)).status);
    }

    @Test
    void tagsAFileChangedJustNowWeakly() throws Exception {
        long justNow = System.currentTimeMillis() + 3_600_000;
        file("a.txt", ALPHABET, justNow);
        String tag = get("/a.txt").header("ETag");

        assertTrue(tag.startsWith("W/"), tag);
        assertEquals(304, get("/a.txt", "If-None-Match", tag).status);
        assertEquals(412, get("/a.txt", "If-Match", tag).status);
        assertEquals(200, get("/a.txt", "Range", "bytes=0-1", "If-Range", tag).status);
        assertEquals(200, get("/a.txt", "Range", "bytes=0-1", "If-Range", HttpDate.format(justNow)).status);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                                     ~ a.txt    ~
            gzip                     ~ a.txt.gz ~ gzip
            br, gzip                 ~ a.txt.br ~ br
            gzip, br;q=0.5           ~ a.txt.gz ~ gzip
            br;q=0, *                ~ a.txt.gz ~ gzip
            gzip;q=0                 ~ a.txt    ~
            deflate                  ~ a.txt    ~
            identity, gzip;q=0.5     ~ a.txt    ~
            """, delimiter = '~')
    void servesTheCompressedSiblingTheClientPrefers(String accept, String served, String coding) throws Exception {
        file("a.txt.gz", "gzipped", CHANGED);
        file("a.txt.br", "brotli", CHANGED + 5000);
        FakeExchange exchange = FakeExchange.get("/a.txt");
        if (accept != null) {
            exchange.header("Accept-Encoding", accept);
        }
        exchange.run(servlet);

        assertEquals(Files.readString(folder.resolve(served)), exchange.body());
        assertEquals(coding, exchange.header("Content-Encoding"));
        assertEquals("Accept-Encoding", exchange.header("Vary"));
        assertEquals("text/plain", exchange.header("Content-Type"));
        assertEquals(coding != null, exchange.header("ETag").endsWith("-" + coding + '"'));
    }

    @Test
    void ignoresACompressedLeftoverAndFolders() throws Exception {
        file("a.txt.gz", "old", CHANGED - 1000);
        Files.createDirectory(folder.resolve("a.txt.br"));

        FakeExchange exchange = get("/a.txt", "Accept-Encoding", "gzip, br");

        assertEquals(ALPHABET, exchange.body());
        assertNull(exchange.header("Vary"));
    }

    @Test
    void tellsAlsoOnNotModifiedThatTheAnswerVaries() throws Exception {
        file("a.txt.gz", "gzipped", CHANGED);
        String tag = get("/a.txt", "Accept-Encoding", "gzip").header("ETag");
        FakeExchange exchange = get("/a.txt", "Accept-Encoding", "gzip", "If-None-Match", tag);

        assertEquals(304, exchange.status);
        assertEquals("Accept-Encoding", exchange.header("Vary"));
        assertEquals(200, get("/a.txt", "If-None-Match", tag).status);
    }

    @Test
    void redirectsAFolderToItsSlash() throws Exception {
        FakeExchange exchange = FakeExchange.get("/sub dir");
        when(exchange.request.getQueryString()).thenReturn("a=b%20c");

        assertEquals("/ctx/sub%20dir/?a=b%20c", exchange.run(servlet).header("Location"));
        assertEquals(302, exchange.status);
    }

    @Test
    void neverRedirectsToAnotherHost() throws Exception {
        FakeExchange exchange = FakeExchange.get("/nowelcome");
        when(exchange.request.getContextPath()).thenReturn("//evil.example");

        assertEquals("/evil.example/nowelcome/", exchange.run(servlet).header("Location"));
    }

    @Test
    void redirectsTheBareContextRoot() throws Exception {
        assertEquals("/ctx/", get("").header("Location"));
    }

    @Test
    void includesContentAlone() throws Exception {
        FakeExchange exchange = new FakeExchange("POST", "/including").dispatcher(DispatcherType.INCLUDE)
                .header("Range", "bytes=0-1").header("If-None-Match", TAG);
        when(exchange.request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)).thenReturn("/a.txt");

        exchange.run(servlet);

        assertEquals(ALPHABET, exchange.body());
        assertEquals(200, exchange.status);
        assertEquals(Map.of(), exchange.headers);
    }

    @Test
    void includesThroughTheWriter() throws Exception {
        file("u.txt", "gr\u00fc\u00dfe", CHANGED);
        FakeExchange exchange =
                FakeExchange.get("/u.txt").dispatcher(DispatcherType.INCLUDE).writerInUse().run(servlet);

        assertEquals("gr\u00fc\u00dfe", exchange.written.toString());
    }

    @Test
    void throwsWhenWhatToIncludeIsMissing() throws Exception {
        for (String path : List.of("/none", "/nowelcome")) {
            FakeExchange exchange = FakeExchange.get(path).dispatcher(DispatcherType.INCLUDE);
            assertThrows(FileNotFoundException.class, () -> exchange.run(servlet), path);
        }
    }

    @Test
    void servesErrorPagesPlainly() throws Exception {
        FakeExchange exchange = FakeExchange.get("/a.txt").dispatcher(DispatcherType.ERROR)
                .header("Range", "bytes=0-1").header("If-None-Match", TAG);
        exchange.status = 404;

        exchange.run(servlet);

        assertEquals(404, exchange.status);
        assertEquals(ALPHABET, exchange.body());
        assertEquals(Map.of("Content-Type", "text/plain", "Content-Length", "26"), exchange.headers);
    }

    @Test
    void servesAForwardedPost() throws Exception {
        FakeExchange exchange = new FakeExchange("POST", "/a.txt").dispatcher(DispatcherType.FORWARD)
                .header("If-None-Match", TAG).run(servlet);

        assertEquals(200, exchange.status);
        assertEquals(ALPHABET, exchange.body());
    }

    @Test
    void servesThroughTheWriterOfAForwarder() throws Exception {
        FakeExchange exchange = FakeExchange.get("/a.txt").dispatcher(DispatcherType.FORWARD).writerInUse()
                .header("Range", "bytes=0-1").run(servlet);

        assertEquals(200, exchange.status);
        assertEquals(ALPHABET, exchange.written.toString());
        assertFalse(exchange.headers.containsKey("Content-Length"));
    }

    @Test
    void failsRatherThanSendLessThanPromised() throws IOException {
        Path file = folder.resolve("a.txt");
        ResourceBase base = ResourceBase.folder(folder);
        ContentWriter writer = new ContentWriter(base.resource("/a.txt"), new ByteArrayOutputStream());
        Files.write(file, "short".getBytes(StandardCharsets.UTF_8));

        assertThrows(EOFException.class,
                () -> writer.write(new ByteRanges.Range(0, 25)));
    }
}

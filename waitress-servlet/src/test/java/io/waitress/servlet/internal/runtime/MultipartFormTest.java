package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.MultipartLimits;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFormTest {

    private static final String TYPE = "multipart/form-data; boundary=b";
    private static final String BODY = """
            --b
            Content-Disposition: form-data; name="text"

            \u00c3\u00bc
            --b
            Content-Disposition: form-data; name="file"; filename="a.txt"
            Content-Type: text/plain

            0123456789
            --b--
            """.replace("\n", "\r\n");

    @TempDir
    Path folder;

    private ServletRequestImpl request(MultipartLimits limits, FakeExchange exchange) {
        return new Fixture("", UnaryOperator.identity(), folder).multipart(limits).request(exchange);
    }

    private static MultipartLimits limits(long file, long request) {
        return new MultipartLimits("", file, request, 4);
    }

    private static FakeExchange upload() {
        return FakeExchange.post("/?text=query", TYPE, BODY);
    }

    @Test
    void givesOutPartsAndTheirText() throws Exception {
        ServletRequestImpl request = request(limits(-1, -1), upload());

        assertArrayEquals(new String[] {"query", "ü"}, request.getParameterValues("text"));
        assertNull(request.getParameter("file"));
        Part file = request.getPart("file");
        assertEquals("a.txt", file.getSubmittedFileName());
        assertEquals("text/plain", file.getContentType());
        assertEquals("text/plain", file.getHeader("content-TYPE"));
        assertEquals(10, file.getSize());
        assertEquals("0123456789", new String(file.getInputStream().readAllBytes()));
        assertEquals(2, request.getParts().size());
        assertNull(request.getPart("none"));
    }

    @Test
    void findsParametersAfterParts() throws Exception {
        ServletRequestImpl request = request(limits(-1, -1), upload());

        request.getParts().clear();

        assertEquals(2, request.getParts().size());
        assertArrayEquals(new String[] {"query", "ü"}, request.getParameterValues("text"));
    }

    @Test
    void removesTemporaryFilesAtTheEnd() throws Exception {
        ServletRequestImpl request = request(limits(-1, -1), upload());

        request.getPart("file");
        assertEquals(1, files());
        request.release();

        assertEquals(0, files());
    }

    @Test
    void writesPartsRelativeToTheLocation() throws Exception {
        ServletRequestImpl request = request(limits(-1, -1), upload());

        request.getPart("file").write("kept.txt");
        request.release();

        assertEquals("0123456789", Files.readString(folder.resolve("kept.txt")));
        assertEquals(1, files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../OUT", "sub/../../OUT", "..", ".", ""})
    void refusesToWriteOutsideOfTheLocation(String pattern) throws Exception {
        Path outside = folder.resolveSibling(folder.getFileName() + ".txt");
        String name = pattern.replace("OUT", outside.getFileName().toString());
        ServletRequestImpl request = request(limits(-1, -1), upload());

        IOException refused = assertThrows(IOException.class, () -> request.getPart("file").write(name));

        assertTrue(refused.getMessage().contains("cannot be written to '" + name + "'"), refused.getMessage());
        assertFalse(Files.exists(outside));
        request.release();
    }

    @Test
    void writesToAnAbsolutePath() throws Exception {
        ServletRequestImpl request = request(limits(-1, -1), upload());
        Path target = Files.createDirectory(folder.resolve("elsewhere")).resolve("kept.txt");

        request.getPart("file").write(target.toString());
        request.release();

        assertEquals("0123456789", Files.readString(target));
    }

    @Test
    void refusesWhatExceedsALimitEachTime() {
        ServletRequestImpl file = request(limits(9, -1), upload());
        ServletRequestImpl whole = request(limits(-1, 100), upload());

        assertThrows(IllegalStateException.class, file::getParts);
        assertThrows(IllegalStateException.class, file::getParts);
        assertThrows(IllegalStateException.class, () -> whole.getParameter("text"));
    }

    @Test
    void needsAMultipartRequestAndConfiguration() throws Exception {
        assertThrows(ServletException.class, request(limits(-1, -1), FakeExchange.get("/"))::getParts);
        ServletRequestImpl unconfigured = request(null, upload());
        assertThrows(IllegalStateException.class, unconfigured::getParts);
        assertEquals("query", unconfigured.getParameter("text"));
        assertTrue(unconfigured.getInputStream().readAllBytes().length > 100);
    }

    private long files() throws Exception {
        try (Stream<Path> list = Files.list(folder)) {
            return list.count();
        }
    }
}

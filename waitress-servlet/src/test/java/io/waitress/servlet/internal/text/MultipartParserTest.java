package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartParserTest {

    @TempDir
    Path directory;

    private record Case(String name, String body, String expected) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static String field(String name, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }

    private static String file(String fileName, String content) {
        return "--b\r\nContent-Disposition: form-data; name=f; filename=\"" + fileName
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n";
    }

    private static List<Case> cases() {
        return List.of(
                new Case("no part", "--b--", ""),
                new Case("no part with line end", "--b--\r\n", ""),
                new Case("one field", field("a", "1") + "--b--\r\n", "a=1"),
                new Case("two fields", field("a", "1") + field("b", "2") + "--b--", "a=1 b=2"),
                new Case("empty field", field("a", "") + "--b--", "a="),
                new Case("empty field without line end",
                        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--", "a="),
                new Case("content of line ends", field("a", "\r\n\r\n") + "--b--", "a=\r\n\r\n"),
                new Case("content like a boundary", field("a", "\r\r\n-\r\n--\r\n--c--b") + "--b--",
                        "a=\r\r\n-\r\n--\r\n--c--b"),
                new Case("content begins with dashes", field("a", "--c") + "--b--", "a=--c"),
                new Case("file", file("x.txt", "hello") + "--b--", "f(x.txt)=hello"),
                new Case("no file chosen", file("", "") + "--b--", "f()="),
                new Case("preamble", "ignored\r\n--c\r\n" + field("a", "1") + "--b--", "a=1"),
                new Case("preamble of an empty line", "\r\n" + field("a", "1") + "--b--", "a=1"),
                new Case("epilogue", field("a", "1") + "--b--\r\nignored --b\r\n", "a=1"),
                new Case("padding", "--b \t\r\nContent-Disposition:form-data;name=a\r\n\r\n1\r\n--b  \r\n"
                        + "Content-Disposition:form-data;name=c\r\n\r\n2\r\n--b--", "a=1 c=2"),
                new Case("name in UTF-8", field("\u20ac", "\u00e9") + "--b--", "\u20ac=\u00e9"),
                new Case("many headers", "--b\r\nX: 1\r\ncontent-disposition: Form-Data; x=y; NAME=\"a;b\"\r\nX: 2\r\n"
                        + "\r\n1\r\n--b--", "a;b=1"));
    }

    private MultipartParser parser(MultipartParser.Limits limits) {
        return new MultipartParser("b", limits);
    }

    private MultipartParser.Limits limits() {
        return MultipartParser.Limits.of(-1, -1, 1000, directory);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String show(List<FormPart> parts) throws IOException {
        List<String> shown = new ArrayList<>();
        for (FormPart part : parts) {
            String fileName = part.fileName() == null ? "" : '(' + part.fileName() + ')';
            shown.add(part.name() + fileName + '=' + part.text(StandardCharsets.UTF_8));
        }
        return String.join(" ", shown);
    }

    private List<String> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toList());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsABodyHoweverItIsCut(Case c) throws IOException {
        byte[] body = bytes(c.body);

        assertEquals(c.expected, show(parser(limits()).parse(new ByteArrayInputStream(body))), "whole");
        for (int cut = 0; cut <= body.length; cut++) {
            MultipartParser parser = parser(limits());
            parser.feed(ByteBuffer.wrap(body, 0, cut));
            parser.feed(ByteBuffer.wrap(body, cut, body.length - cut));
            assertEquals(c.expected, show(parser.finish()), "cut at " + cut);
        }
        MultipartParser parser = parser(limits());
        for (byte b : body) {
            parser.feed(ByteBuffer.wrap(new byte[] {b}));
        }
        assertEquals(c.expected, show(parser.finish()), "byte by byte");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "--", "--b", "--b-", "--b\r\n", "x", "--c--", "--bb--", "--b-x", "--b\rx", "--b\nx", "--b x\r\n",
        "--b\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; filename=b; FILENAME=c\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition : form-data; name=a\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\n\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\rX: y\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\u0000\"\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; filename*=nonsense\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; filename*=UTF-8''%zz\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; filename*=nope''a\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b",
        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--bc--\r\n--b--"
    })
    void refusesMalformedBodies(String body) {
        InvalidParametersException e = assertThrows(InvalidParametersException.class,
                () -> parser(limits()).parse(new ByteArrayInputStream(bytes(body))));

        assertEquals(400, e.status());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            filename=a.txt                              ~ a.txt
            filename="a b.txt"                          ~ a b.txt
            filename="a\\"b.txt"                        ~ a"b.txt
            filename="a\\\\b.txt"                       ~ a\\b.txt
            filename="C:\\new\\x.txt"                   ~ C:\\new\\x.txt
            filename="a;b.txt"                          ~ a;b.txt
            filename="%22.txt"                          ~ %22.txt
            filename="naïve.txt"                        ~ naïve.txt
            filename*=UTF-8''na%C3%AFve.txt             ~ naïve.txt
            filename="x"; filename*=UTF-8'en'%e2%82%ac  ~ €
            filename*=iso-8859-1''%E9; filename=x       ~ é
            """, delimiter = '~', quoteCharacter = '`')
    void readsFileNames(String parameter, String expected) throws IOException {
        String body = "--b\r\nContent-Disposition: form-data; name=a; " + parameter + "\r\n\r\n1\r\n--b--";

        FormPart part = parser(limits()).parse(new ByteArrayInputStream(bytes(body))).get(0);

        assertEquals(expected, part.fileName());
    }

    @Test
    void readsLatin1HeadersOfOldClients() throws IOException {
        byte[] body = file("\u00e9", "1").concat("--b--").getBytes(StandardCharsets.ISO_8859_1);

        assertEquals("\u00e9", parser(limits()).parse(new ByteArrayInputStream(body)).get(0).fileName());
    }

    @Test
    void givesHeaders() throws IOException {
        String body = "--b\r\nContent-Disposition: form-data; name=a\r\nX-One: 1\r\nx-one:  2 \r\n\r\n1\r\n--b--";

        FormPart part = parser(limits()).parse(new ByteArrayInputStream(bytes(body))).get(0);

        assertEquals(List.of("1", "2"), List.copyOf(part.headers("X-ONE")));
        assertEquals("1", part.header("x-one"));
        assertEquals(List.of("Content-Disposition", "X-One"), List.copyOf(part.headerNames()));
        assertEquals(List.of(), List.copyOf(part.headers("none")));
        assertNull(part.header("none"));
        assertNull(part.contentType());
        assertThrows(UnsupportedOperationException.class, () -> part.headers("X-One").clear());
    }

    @Test
    void putsFilesBeyondTheThresholdOnDiskAndDeletesThem() throws IOException {
        MultipartParser parser = parser(MultipartParser.Limits.of(-1, -1, 4, directory));
        String body = file("small", "1234") + file("large", "12345") + field("a", "1234567") + "--b--";

        List<FormPart> parts = parser.parse(new ByteArrayInputStream(bytes(body)));

        assertTrue(parts.get(0).inMemory());
        assertFalse(parts.get(1).inMemory());
        assertTrue(parts.get(2).inMemory());
        assertEquals(5, parts.get(1).size());
        assertEquals("12345", new String(parts.get(1).stream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(1, filesLeft().size());
        parser.close();
        assertEquals(List.of(), filesLeft());
        assertThrows(NoSuchFileException.class, () -> parts.get(1).stream());
    }

    @Test
    void boundsTheMemoryOfAllFilesTogether() throws IOException {
        MultipartParser parser =
                parser(new MultipartParser.Limits(-1, -1, -1, -1, -1, 100, 250, directory));
        String body = IntStream.range(0, 50).mapToObj(i -> file("f" + i, "x".repeat(i % 2 == 0 ? 60 : 80)))
                .collect(Collectors.joining()) + "--b--";

        List<FormPart> parts = parser.parse(new ByteArrayInputStream(bytes(body)));

        assertEquals(200, parts.stream().filter(FormPart::inMemory).mapToLong(FormPart::size).sum());
        assertEquals(47, filesLeft().size());
        for (int i = 0; i < 50; i++) {
            assertEquals(i % 2 == 0 ? 60 : 80, parts.get(i).text(StandardCharsets.UTF_8).length());
        }
        parser.close();
        assertEquals(List.of(), filesLeft());
    }

    @Test
    void boundsTheMemoryOfAllFilesUnlessOneMayTakeMore() {
        assertEquals(4 << 20, MultipartParser.Limits.of(-1, -1, 1 << 20, directory).allMemoryBytes());
        assertEquals(5 << 20, MultipartParser.Limits.of(-1, -1, 5 << 20, directory).allMemoryBytes());
    }

    @Test
    void deletesFilesOfAnUnfinishedBody() throws IOException {
        MultipartParser parser = parser(MultipartParser.Limits.of(-1, -1, 0, directory));
        parser.feed(ByteBuffer.wrap(bytes(file("x", "12345"))));
        parser.feed(ByteBuffer.wrap(bytes(file("y", "12345").substring(0, 90))));

        assertEquals(2, filesLeft().size());
        parser.close();
        assertEquals(List.of(), filesLeft());
    }

    @Test
    void movesFilesTheApplicationTakesOver() throws IOException {
        for (int threshold : new int[] {0, 1000}) {
            MultipartParser parser = parser(MultipartParser.Limits.of(-1, -1, threshold, directory));
            Path target = directory.resolve("kept");
            Path copy = directory.resolve("copy");
            FormPart part = parser.parse(new ByteArrayInputStream(bytes(file("x", "12345") + "--b--"))).get(0);

            part.writeTo(target);
            part.writeTo(copy);
            assertEquals("12345", part.text(StandardCharsets.UTF_8));
            parser.close();

            assertEquals("12345", Files.readString(target));
            assertEquals("12345", Files.readString(copy));
            assertEquals(2, filesLeft().size());
        }
    }

    @Test
    void keepsLimits() throws IOException {
        String body = file("x", "12345") + field("a", "1") + field("b", "2") + "--b--";
        long size = bytes(body).length;
        int header = bytes(file("x", "")).length - "--b\r\n\r\n".length();
        long fields = header + 2 * (bytes(field("a", "")).length - "--b\r\n\r\n".length()) + 2;

        assertEquals(3, parse(body, 3, header, fields, 5, size).size());
        assertRefused("The form has more than 2 parts", body, 2, header, fields, 5, size);
        assertRefused("The headers of a part exceed " + (header - 1) + " bytes", body, 3, header - 1, fields, 5, size);
        assertRefused("The fields of the form exceed " + (fields - 1) + " bytes", body, 3, header, fields - 1, 5, size);
        assertRefused("A file of the form exceeds 4 bytes", body, 3, header, fields, 4, size);
        assertRefused("The form exceeds " + (size - 1) + " bytes", body, 3, header, fields, 5, size - 1);
        assertEquals(3, parse(body, -1, -1, -1, -1, -1).size());
    }

    private List<FormPart> parse(String body, int parts, int header, long fields, long file, long request)
            throws IOException {
        MultipartParser.Limits limits =
                new MultipartParser.Limits(parts, header, fields, file, request, 1000, 1000, directory);
        return parser(limits).parse(new ByteArrayInputStream(bytes(body)));
    }

    private void assertRefused(String message, String body, int parts, int header, long fields, long file,
            long request) {
        InvalidParametersException e = assertThrows(InvalidParametersException.class,
                () -> parse(body, parts, header, fields, file, request));

        assertEquals(413, e.status());
        assertEquals(message, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            multipart/form-data; boundary=abc           ~ abc
            multipart/form-data; charset=x; Boundary="a b/c" ~ a b/c
            multipart/form-data                         ~ 400
            multipart/form-data; boundary=              ~ 400
            multipart/form-data; boundary="a "          ~ 400
            multipart/form-data; boundary="a*b"         ~ 400
            """, delimiter = '~', quoteCharacter = '`')
    void readsTheBoundary(String contentType, String expected) {
        if (expected.equals("400")) {
            assertThrows(InvalidParametersException.class, () -> MultipartParser.boundary(contentType));
        } else {
            assertEquals(expected, MultipartParser.boundary(contentType));
        }
        String tooLong = "multipart/form-data; boundary=" + "x".repeat(71);
        assertThrows(InvalidParametersException.class, () -> MultipartParser.boundary(tooLong));
    }

    /** Content of random bytes that like to look like a boundary comes back unchanged, whatever the pieces. */
    @Test
    void returnsRandomContentUnchanged() throws IOException {
        Random random = new Random(2046);
        byte[] alphabet = bytes("\r\n-bx");
        for (int i = 0; i < 300; i++) {
            byte[] content = new byte[random.nextInt(20_000)];
            for (int j = 0; j < content.length; j++) {
                content[j] = alphabet[random.nextInt(alphabet.length)];
                if (random.nextInt(3) == 0) {
                    content[j] = (byte) random.nextInt();
                }
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            String boundary = "bx-bxbx-" + i;
            body.writeBytes(bytes("--" + boundary + "\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n"));
            body.writeBytes(content);
            body.writeBytes(bytes("\r\n--" + boundary + "--"));
            try (MultipartParser parser = new MultipartParser(boundary, limits());
                    InputStream pieces = new Pieces(body.toByteArray(), random)) {
                assertArrayEquals(content, parser.parse(pieces).get(0).stream().readAllBytes());
            }
        }
        assertEquals(List.of(), filesLeft());
    }

    @Test
    void survivesRandomBodies() throws IOException {
        Random random = new Random(1341);
        List<String> pieces = List.of("--b", "--b--", "--b\r\n", "\r\n", "\r", "\n", "-", "x", ":", "\"", ";", "\u0000",
                "Content-Disposition: form-data; name=a", "; filename=x", "\r\n\r\n");
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder("--b\r\n");
            int length = random.nextInt(10);
            for (int j = 0; j < length; j++) {
                body.append(pieces.get(random.nextInt(pieces.size())));
            }
            try (MultipartParser parser = parser(limits())) {
                parser.parse(new ByteArrayInputStream(bytes(body + "\r\n--b--")));
                accepted++;
            } catch (InvalidParametersException e) {
                assertEquals(400, e.status());
            }
        }
        assertTrue(accepted > 10, "the pieces make too few good bodies: " + accepted);
    }

    /** Hands out its bytes in pieces of random size. */
    private static final class Pieces extends ByteArrayInputStream {

        private final Random random;

        Pieces(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public int read(byte[] target) {
            return super.read(target, 0, 1 + random.nextInt(target.length));
        }
    }
}

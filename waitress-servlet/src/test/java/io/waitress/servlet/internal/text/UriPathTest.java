package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HttpException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriPathTest {

    /** The table of Servlet 6.1, section 3.5.3, without queries. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            foo/bar                      | 400
            /foo/bar                     | /foo/bar
            /foo/bar;jsessionid=1234     | /foo/bar
            /foo/bar/                    | /foo/bar/
            /foo/bar/;jsessionid=1234    | /foo/bar/
            /foo;/bar;                   | /foo/bar
            /foo;/bar;/;                 | /foo/bar/
            /foo%00/bar/                 | 400
            /foo%7Fbar                   | 400
            /foo%2Fbar                   | 400
            /foo%2Fb%25r                 | 400
            /foo/b%25r                   | /foo/b%r
            /foo\\bar                     | 400
            /foo%5Cbar                   | 400
            /foo;%2F/bar                 | 400
            /foo/./bar                   | /foo/bar
            /foo/././bar                 | /foo/bar
            /./foo/bar                   | /foo/bar
            /foo/%2e/bar                 | 400
            /foo/.;/bar                  | 400
            /foo/%2e;/bar                | 400
            /foo/.%2Fbar                 | 400
            /foo/.%5Cbar                 | 400
            /foo/bar/.                   | /foo/bar
            /foo/bar/./                  | /foo/bar/
            /foo/bar/.;                  | 400
            /foo/bar/./;                 | /foo/bar/
            /foo/.bar                    | /foo/.bar
            /foo/../bar                  | /bar
            /foo/../../bar               | 400
            /../foo/bar                  | 400
            /foo/%2e%2E/bar              | 400
            /foo/%2e%2e/%2E%2E/bar       | 400
            /foo/./../bar                | /bar
            /foo/..;/bar                 | 400
            /foo/%2e%2E;/bar             | 400
            /foo/..%2Fbar                | 400
            /foo/..%5Cbar                | 400
            /foo/bar/..                  | /foo
            /foo/bar/../                 | /foo/
            /foo/bar/..;                 | 400
            /foo/bar/../;                | /foo/
            /foo/..bar                   | /foo/..bar
            /foo//bar                    | /foo/bar
            //foo//bar//                 | /foo/bar/
            /;/foo;/;/bar/;/;            | 400
            /foo//../bar                 | /bar
            /foo/;/../bar                | 400
            /foo%E2%82%ACbar             | /foo€bar
            /foo%20bar                   | /foo bar
            /foo%E2%82                   | 400
            /foo%E2%82bar                | 400
            /foo%-1/bar                  | 400
            /foo%XX/bar                  | 400
            /foo%/bar                    | 400
            /foo/bar%0                   | 400
            /good%20/bad%/%20mix%        | 400
            /foo/bar#f                   | 400
            /foo/bar?q#f                 | 400
            /foo/bar/#f                  | 400
            /foo/bar/?q#f                | 400
            /foo/bar;                    | /foo/bar
            /foo/bar;#f                  | 400
            /foo/bar;?q#f                | 400
            /                            | /
            //                           | /
            /;/                          | 400
            /.                           | /
            /..                          | 400
            /./                          | /
            /../                         | 400
            foo/bar/                     | 400
            ./foo/bar/                   | 400
            %2e/foo/bar/                 | 400
            ../foo/bar/                  | 400
            .%2e/foo/bar/                | 400
            ;/foo/bar/                   | 400
            /#f                          | 400
            #f                           | 400
            ''                           | 400
            """, delimiter = '|')
    void agreesWithTheTableOfTheSpecification(String path, String expected) {
        if (expected.equals("400")) {
            HttpException e = assertThrows(HttpException.class, () -> UriPath.canonical(path));
            assertEquals(400, e.status());
        } else {
            assertEquals(expected, UriPath.canonical(path));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/a/b.html", "/a.b/c", "/a b/~c!$&'()*+,=:@[]{}|^`\"<>", "/a..b/c."})
    void returnsAPlainPathItself(String path) {
        assertSame(path, UriPath.canonical(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/a\0b", "/a\rb", "/a\u007fb", "/a\u0085b", "/%c2%85", "/%0a", "/a;%00/b", "/a;x=%zz", "/a;x=\\",
        "/%c0%ae%c0%ae/a", "/%c0%af", "/%ed%a0%80", "/%f8%80%80%80%af", "/a?b", "/%u002e", "/..", "/a/../..",
        "/.%2e", "/%2e./a", "*"
    })
    void refusesWhatCouldDeceive(String path) {
        assertEquals(400, assertThrows(HttpException.class, () -> UriPath.canonical(path)).status());
    }

    @Test
    void decodesOnce() {
        assertEquals("/%2e%2e/x", UriPath.canonical("/%252e%252e/x"));
    }

    @Test
    void keepsCharactersOutsideAscii() {
        assertEquals("/caf\u00e9/\u20ac", UriPath.canonical("/caf\u00e9/%E2%82%AC"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /a;jsessionid=1         | 1
            /a;jsessionid=1/b       | 1
            /a;x=2;jsessionid=1;y=3 | 1
            /a;jsessionid=1/b;jsessionid=2 | 2
            /a;jsessionid=          | ''
            /a;Jsessionid=1         |
            /a;jsessionids=1        |
            /a;jsessionid           |
            /jsessionid=1           |
            """, delimiter = '|')
    void findsAPathParameter(String path, String expected) {
        if (expected == null) {
            assertNull(UriPath.parameter(path, "jsessionid"));
        } else {
            assertEquals(expected, UriPath.parameter(path, "jsessionid"));
        }
    }

    /** Whatever goes in, what comes out is canonical: nothing a mapper or a file system could misread. */
    @Test
    void neverLetsADotSegmentThrough() {
        List<String> pieces = List.of("/", ".", "..", ";", ";a", "%2e", "%2F", "%5c", "%", "%25", "\\", "a", "%41",
                "//", "%c3%a9", "\u00e9", "%00", " ");
        Random random = new Random(352);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder path = new StringBuilder("/");
            int length = random.nextInt(8);
            for (int j = 0; j < length; j++) {
                path.append(pieces.get(random.nextInt(pieces.size())));
            }
            String canonical;
            try {
                canonical = UriPath.canonical(path.toString());
            } catch (HttpException e) {
                assertEquals(400, e.status());
                continue;
            }
            accepted++;
            assertTrue(canonical.startsWith("/"), canonical);
            assertFalse(canonical.contains("//"), canonical);
            assertFalse((canonical + "/").matches(".*/\\.{1,2}/.*"), canonical);
            assertFalse(canonical.contains("\\"), canonical);
            assertEquals(canonical, UriPath.canonical(UrlEncoding.encodePath(canonical)));
        }
        assertTrue(accepted > 5_000, "the pieces make too few good paths: " + accepted);
    }

    @Test
    void encodesAPathForAUrl() {
        assertSame("/a/b-c_d.e~f", UrlEncoding.encodePath("/a/b-c_d.e~f"));
        assertEquals("/a%20b/%3Fc%23d%3B%25%E2%82%AC", UrlEncoding.encodePath("/a b/?c#d;%\u20ac"));
        assertEquals("/%F0%9F%90%B3", UrlEncoding.encodePath("/\ud83d\udc33"));
        assertEquals("a=%E9&b=%41", UrlEncoding.encodeNonAscii("a=\u00e9&b=%41", StandardCharsets.ISO_8859_1));
    }
}

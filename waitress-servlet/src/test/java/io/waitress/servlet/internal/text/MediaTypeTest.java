package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            text/html                            | text/html  |           | text/html
            Text/HTML; Charset=UTF-8             | text/html  | UTF-8     | Text/HTML
            text/html;charset="iso-8859-1"       | text/html  | iso-8859-1 | text/html
            text/html ; a=b ; charset=x ; c=d    | text/html  | x         | text/html ; a=b; c=d
            text/html; a="x;charset=no"          | text/html  |           | text/html; a="x;charset=no"
            text/html; a="\\";charset=no"; charset=yes | text/html | yes | text/html; a="\\";charset=no"
            text/html; charset=                  | text/html  |           | text/html
            text/html; charset                   | text/html  |           | text/html; charset
            text/html; charset = x               | text/html  | x         | text/html
            text/html; charset="open             | text/html  | open      | text/html
            text/html; xcharset=a                | text/html  |           | text/html; xcharset=a
            text/html; charset=a; charset=b      | text/html  | a         | text/html
            ;charset=x                           | ''         | x         | ''
            """, delimiter = '|', quoteCharacter = '\'')
    void takesTypeAndCharsetApart(String field, String essence, String charset, String without) {
        assertEquals(essence, MediaType.essence(field));
        assertEquals(charset, MediaType.charset(field));
        assertEquals(without, MediaType.withoutCharset(field));
    }

    @Test
    void replacesTheCharset() {
        assertEquals("text/html;charset=b", MediaType.withCharset("text/html; charset=a", "b"));
        assertEquals("text/html; x=y;charset=b", MediaType.withCharset("text/html; x=y", "b"));
    }

    @Test
    void removesAnyNumberOfCharsets() {
        assertEquals("text/html; a=b", MediaType.withoutCharset("text/html" + " ;charset=x".repeat(30_000) + "; a=b"));
    }

    @Test
    void resolvesQuotesAndEscapes() {
        assertEquals("a\"b\\c", MediaType.parameter("x/y; p=\"a\\\"b\\\\c\"", "P"));
    }
}

package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {

    private static List<Cookie> parse(String field) {
        List<Cookie> cookies = new ArrayList<>();
        Cookies.parse(field, cookies);
        return cookies;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''                       ~ ''
            a=b                      ~ [a=b]
            a=b; c=d                 ~ [a=b] [c=d]
            a=b;c=d                  ~ [a=b] [c=d]
            ;; a=b;;                 ~ [a=b]
            a=1; a=2                 ~ [a=1] [a=2]
            a=                       ~ [a=]
            a = b                    ~ [a=b]
            a="b c"                  ~ [a="b c"]
            a="b                     ~ [a="b]
            a={"x":1,"y":[2]}        ~ [a={"x":1,"y":[2]}]
            a=b=c                    ~ [a=b=c]
            a=b\\c                   ~ [a=b\\c]
            $Version=1; a=b; $Path=/ ~ [$Version=1] [a=b] [$Path=/]
            path=x; expires=y        ~ [path=x] [expires=y]
            novalue                  ~ ''
            novalue; a=b             ~ [a=b]
            =b; a=c                  ~ [a=c]
            a b=c; d=e               ~ [d=e]
            a@b=c; d=e               ~ [d=e]
            é=c; d=e                 ~ [d=e]
            """, delimiter = '~', quoteCharacter = '`')
    void readsWhatItCanAndSkipsTheRest(String field, String expected) {
        String actual = parse(field == null || field.equals("''") ? "" : field).stream()
                .map(c -> '[' + c.getName() + '=' + c.getValue() + ']').collect(Collectors.joining(" "));

        assertEquals(expected.equals("''") ? "" : expected, actual);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            id=1                       ~ [1]
            a=b; id=1; c=d             ~ [1]
            id=1; id=2                 ~ [1, 2]
            \tid = 1\t;b=c             ~ [1]
            idx=1; xid=2; ID=3; id     ~ []
            id=; id==                  ~ [, =]
            id;=1; i=d; id             ~ []
            id="1"                     ~ ["1"]
            """, delimiter = '~', quoteCharacter = '`')
    void findsTheValuesOfOneCookie(String field, String expected) {
        List<String> found = new ArrayList<>();

        Cookies.find(field.translateEscapes(), "id", found::add);

        assertEquals(expected, found.toString());
    }

    /** A search that went beyond the end of each cookie would take minutes. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesTimeInProportionToTheField() {
        assertEquals(0, parse(";".repeat(8_000_000)).size());
        assertEquals(0, parse("a;".repeat(4_000_000)).size());
        assertEquals(1, parse(";".repeat(8_000_000) + "a=b").size());
    }

    @Test
    void skipsValuesWithControlCharacters() {
        assertEquals(0, parse("a=b\u0001").size());
        assertEquals(0, parse("a=\u007fb").size());
        assertEquals("b\tc", parse("a=b\tc").get(0).getValue());
    }

    @Test
    void readsUtf8AndFallsBackToLatin1() {
        String utf8 = new String("a=\u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertEquals("\u20ac", parse(utf8).get(0).getValue());
        assertEquals("\u00e9", parse("a=\u00e9").get(0).getValue());
    }

    @Test
    void writesNameAndValue() {
        assertEquals("a=b", Cookies.format(new Cookie("a", "b"), 0));
        assertEquals("a=", Cookies.format(new Cookie("a", null), 0));
        assertEquals("a=\"b\"", Cookies.format(new Cookie("a", "\"b\""), 0));
        assertEquals("\u20ac", parse(Cookies.format(new Cookie("a", "\u20ac"), 0)).get(0).getValue());
    }

    @Test
    void writesEveryAttribute() {
        Cookie cookie = new Cookie("a", "b");
        cookie.setPath("/x");
        cookie.setDomain(".Example.COM");
        cookie.setMaxAge(60);
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        cookie.setAttribute("samesite", "Lax");
        cookie.setAttribute("Partitioned", "");
        cookie.setAttribute("Priority", "High");

        assertEquals("a=b; Path=/x; Domain=example.com; Max-Age=60; Expires=Thu, 01 Jan 1970 00:01:01 GMT; Secure; "
                + "HttpOnly; SameSite=Lax; Partitioned; Priority=High", Cookies.format(cookie, 1_000));
    }

    @Test
    void expiresACookieAtOnce() {
        Cookie cookie = new Cookie("a", "");
        cookie.setMaxAge(0);

        assertEquals("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Cookies.format(cookie, 1_000_000));
    }

    @Test
    void keepsAnExpiryTheApplicationWrote() {
        Cookie cookie = new Cookie("a", "b");
        cookie.setAttribute("Expires", "Fri, 31 Dec 9999 23:59:59 GMT");

        assertEquals("a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT", Cookies.format(cookie, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a,b", "a\"b", "a\\b", "a\r\nb", "\"a\"\"", "\u0000", "\u007f", "\"",
        "a\u0085"})
    void refusesValuesThatBreakTheField(String value) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Cookies.format(new Cookie("k", value), 0));

        assertTrue(e.getMessage().startsWith("Value of cookie 'k' contains the character \\u"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a;b", "/a; Secure", "/a\r\nX: y", "\n"})
    void refusesAttributesThatBreakTheField(String value) {
        for (String attribute : List.of("Path", "Domain", "SameSite", "Expires", "Other")) {
            Cookie cookie = new Cookie("k", "v");
            cookie.setAttribute(attribute, value);

            Exception e = assertThrows(IllegalArgumentException.class, () -> Cookies.format(cookie, 0));

            assertTrue(e.getMessage().startsWith("Attribute " + attribute + " of cookie 'k' is invalid"));
        }
    }

    @Test
    void survivesRandomFields() {
        Random random = new Random(6265);
        String alphabet = "ab=;\" ,\\\u0001\u00e9$";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder field = new StringBuilder();
            int length = random.nextInt(16);
            for (int j = 0; j < length; j++) {
                field.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (Cookie cookie : parse(field.toString())) {
                assertTrue(CharacterTable.TOKEN.matches(cookie.getName()), cookie.getName());
                assertEquals(-1, cookie.getValue().indexOf(';'));
            }
        }
    }
}

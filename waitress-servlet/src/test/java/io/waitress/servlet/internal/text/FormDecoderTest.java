package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormDecoderTest {

    private static Parameters decode(String query, Charset charset) {
        Parameters parameters = new Parameters(100);
        FormDecoder.decode(query, charset, parameters);
        return parameters;
    }

    private static String show(Parameters parameters) {
        return parameters.asMap().entrySet().stream().map(e -> e.getKey() + Arrays.toString(e.getValue()))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''                | ''
            &                 | ''
            &&a=1&            | a[1]
            a                 | a[]
            a=                | a[]
            =b                | [b]
            =                 | []
            a=1&b=2&a=3       | a[1, 3] b[2]
            a=b=c             | a[b=c]
            a+b=c+d           | a b[c d]
            a%2Bb=%26%3D%25   | a+b[&=%]
            a=%E2%82%AC       | a[€]
            a=€               | a[€]
            %61=%7e           | a[~]
            a;b=c;d           | a;b[c;d]
            """, delimiter = '|')
    void readsPairs(String query, String expected) {
        assertEquals(expected, show(decode(query, StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%4&b=1", "a=%zz", "a=%-1", "%=a", "a=%C3", "a=%C3%28", "a=%ED%A0%80"})
    void refusesMalformedEncodings(String query) {
        InvalidParametersException e =
                assertThrows(InvalidParametersException.class, () -> decode(query, StandardCharsets.UTF_8));

        assertEquals(400, e.status());
    }

    @Test
    void decodesInTheCharsetGiven() {
        assertEquals("\u00e9", decode("a=%E9", StandardCharsets.ISO_8859_1).first("a"));
        assertEquals("\u3042", decode("a=%82%A0", Charset.forName("Shift_JIS")).first("a"));
        assertEquals("\u20ac", decode("a=%20%AC", StandardCharsets.UTF_16BE).first("a"));
        assertEquals("plain", decode("a=plain", StandardCharsets.UTF_16BE).first("a"));
        assertThrows(InvalidParametersException.class, () -> decode("a=%E9", StandardCharsets.US_ASCII));
    }

    @Test
    void acceptsTheReplacementCharacterItself() {
        assertEquals("\ufffd", decode("a=%EF%BF%BD", StandardCharsets.UTF_8).first("a"));
    }

    @Test
    void readsPartOfABody() {
        Parameters parameters = new Parameters(-1);
        byte[] body = "xxa=1&b=\u00e9%C3%A9yy".getBytes(StandardCharsets.UTF_8);

        FormDecoder.decode(body, 2, body.length - 4, StandardCharsets.UTF_8, parameters);

        assertEquals("a[1] b[\u00e9\u00e9]", show(parameters));
    }

    @Test
    void limitsTheNumberOfValues() {
        Parameters parameters = new Parameters(2);
        FormDecoder.decode("a=1&a=2", StandardCharsets.UTF_8, parameters);

        InvalidParametersException e = assertThrows(InvalidParametersException.class,
                () -> FormDecoder.decode("b=3", StandardCharsets.UTF_8, parameters));

        assertEquals(413, e.status());
        assertEquals("More than 2 parameters", e.getMessage());
    }

    @Test
    void putsTheValuesOfAnotherSetBehind() {
        Parameters parameters = decode("a=1&b=2", StandardCharsets.UTF_8);
        parameters.addAll(decode("b=3&c=4&a=5", StandardCharsets.UTF_8));

        assertEquals("a[1, 5] b[2, 3] c[4]", show(parameters));
        assertEquals(List.of("a", "b", "c"), List.copyOf(parameters.names()));
        assertEquals(5, parameters.count());
    }

    @Test
    void givesOutCopiesAndAnUnmodifiableMap() {
        Parameters parameters = decode("a=1&a=2&a=3", StandardCharsets.UTF_8);
        parameters.values("a")[0] = "changed";
        Map<String, String[]> map = parameters.asMap();

        assertArrayEquals(new String[] {"1", "2", "3"}, parameters.values("a"));
        assertNull(parameters.values("b"));
        assertNull(parameters.first("b"));
        assertSame(map, parameters.asMap());
        assertThrows(UnsupportedOperationException.class, map::clear);
        parameters.add("b", "4");
        assertNotSame(map, parameters.asMap());
    }

    @Test
    void readsBackWhatWasEncoded() {
        Random random = new Random(3986);
        for (int i = 0; i < 2_000; i++) {
            String name = randomText(random);
            String value = randomText(random);
            String query = URLEncoder.encode(name, StandardCharsets.UTF_8) + '='
                    + URLEncoder.encode(value, StandardCharsets.UTF_8);

            assertEquals(value, decode(query, StandardCharsets.UTF_8).first(name), query);
        }
    }

    @Test
    void survivesRandomBytes() {
        Random random = new Random(7578);
        byte[] alphabet = "%=&+a0\u00e9".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = new byte[random.nextInt(12)];
            for (int j = 0; j < body.length; j++) {
                body[j] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                FormDecoder.decode(body, 0, body.length, StandardCharsets.UTF_8, new Parameters(100));
            } catch (InvalidParametersException e) {
                assertEquals(400, e.status());
            }
        }
    }

    private static String randomText(Random random) {
        int[] codePoints = random.ints(random.nextInt(8), 1, 0x11000).filter(c -> c < 0xd800 || c > 0xdfff).toArray();
        return new String(codePoints, 0, codePoints.length);
    }
}

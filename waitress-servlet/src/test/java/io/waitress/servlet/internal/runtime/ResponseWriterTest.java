package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseWriterTest {

    private static final String TEXT = "plain, ünï€ 漢字 𝄞𝄞 end\u0000\u007f\u0080".repeat(3);

    private final FakeExchange exchange = FakeExchange.get("/");

    private PrintWriter writer(String charset) throws IOException {
        ServletResponseImpl response = new Fixture().response(exchange);
        response.setCharacterEncoding(charset);
        return response.getWriter();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "US-ASCII", "UTF-16", "Shift_JIS", "ISO-2022-JP", "windows-1252"})
    void encodesLikeTheCharsetHoweverTheTextIsCut(String charset) throws IOException {
        PrintWriter writer = writer(charset);
        Random random = new Random(5);

        int position = 0;
        while (position < TEXT.length()) {
            int count = Math.min(TEXT.length() - position, random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> writer.write(TEXT.toCharArray(), position, count);
                case 1 -> writer.write(TEXT, position, count);
                case 2 -> writer.append(TEXT, position, position + count);
                default -> TEXT.substring(position, position + count).chars().forEach(writer::write);
            }
            position += count;
        }
        writer.close();

        assertArrayEquals(TEXT.getBytes(Charset.forName(charset)), exchange.response().sent());
        assertFalse(writer.checkError());
    }

    @Test
    void replacesHalvesOfPairs() throws IOException {
        PrintWriter writer = writer("UTF-8");

        writer.print("\ud834");
        writer.print("x\udd1e");
        writer.print("\ud834");
        writer.close();

        assertEquals("?x??", exchange.response().text());
    }

    @Test
    void printsLikeAnyPrintWriter() throws IOException {
        PrintWriter writer = writer("UTF-8");

        writer.println();
        writer.println(true);
        writer.println('c');
        writer.println(1);
        writer.println(2L);
        writer.println(1.5f);
        writer.println(2.5);
        writer.println(new char[] {'a', 'b'});
        writer.println((String) null);
        writer.println((Object) null);
        writer.print((String) null);
        writer.printf(Locale.ROOT, "%d-%s", 1, "x").format("|%s", "y").append('z').append("w");
        writer.flush();

        String expected = "|true|c|1|2|1.5|2.5|ab|null|null|".replace("|", System.lineSeparator()) + "null1-x|yzw";
        assertEquals(expected, exchange.response().text());
    }

    @Test
    void writesLongArraysInPieces() throws IOException {
        char[] text = "0123456789€".repeat(5000).toCharArray();
        PrintWriter writer = writer("UTF-8");

        writer.write(text);
        writer.flush();

        assertEquals(text.length + 2 * 5000, exchange.response().sent().length);
    }

    @Test
    void remembersThatTheClientHasGone() throws IOException {
        PrintWriter writer = writer("UTF-8");

        exchange.connected = false;
        writer.print("x");

        assertTrue(writer.checkError());
    }
}

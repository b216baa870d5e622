package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExcerptTest {

    private static String excerpt(String text) {
        return Excerpt.of(Cuts.bytes(text), 0, text.length());
    }

    @Test
    void quotesPlainText() {
        assertEquals("\"a b/c?d=1\"", excerpt("a b/c?d=1"));
        assertEquals("\"\"", excerpt(""));
    }

    @Test
    void escapesWhatCouldMeanSomethingElsewhere() {
        assertEquals("\"\\x0D\\x0A\\x00\\x1B\\x7F\\xE9\"", excerpt("\r\n\0\u001b\u007f\u00e9"));
        assertEquals("\"\\x22\\x27\\x5C\\x3C\\x3E\\x26\\x60\"", excerpt("\"'\\<>&`"));
    }

    @Test
    void cutsLongText() {
        assertEquals("\"" + "a".repeat(40) + "\"", excerpt("a".repeat(40)));
        assertEquals("\"" + "a".repeat(40) + "\"...", excerpt("a".repeat(41)));
    }

    @Test
    void namesBytes() {
        assertEquals("0x41 (A)", Excerpt.of('A'));
        assertEquals("0x0D (CR)", Excerpt.of('\r'));
        assertEquals("0x3C", Excerpt.of('<'));
        assertEquals("0xFF", Excerpt.of((byte) 0xFF));
    }
}

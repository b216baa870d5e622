package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class TokenTableTest {

    private static final String LETTERS_AND_DIGITS = "0-9A-Za-z";

    private static void assertClass(String regex, IntPredicate member) {
        for (int octet = 0; octet < 256; octet++) {
            boolean expected = Character.toString(octet).matches("(?s)" + regex);
            assertEquals(expected, member.test((byte) octet), String.format("%s 0x%02X", regex, octet));
            assertEquals(expected, member.test(octet), String.format("%s 0x%02X", regex, octet));
        }
    }

    @Test
    void classesAreThoseOfTheGrammar() {
        assertClass("[!#$%&'*+.^_`|~" + LETTERS_AND_DIGITS + "-]", TokenTable::token);
        assertClass("[._~!$&'()*+,;=:@/\\[\\]|" + LETTERS_AND_DIGITS + "-]", TokenTable::path);
        assertClass("[._~!$&'()*+,;=:@/?\\[\\]|\\\\^`{}" + LETTERS_AND_DIGITS + "-]", TokenTable::query);
        assertClass("[._~!$&'()*+,;=" + LETTERS_AND_DIGITS + "-]", TokenTable::regName);
        assertClass("[0-9A-Fa-f]", TokenTable::hex);
        assertClass("[0-9]", TokenTable::digit);
        assertClass("[\t -\\x7e\\x80-\\xff]", TokenTable::value);
        assertClass("[\t -\\x7e\\x80-\\xff&&[^\"\\\\]]", TokenTable::quoted);
        assertClass("[\t ]", TokenTable::blank);
    }
}

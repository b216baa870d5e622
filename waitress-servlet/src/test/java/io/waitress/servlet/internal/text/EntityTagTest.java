package io.waitress.servlet.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            "a"               ~ ["a"]
            W/"a"             ~ [W/"a"]
            "a", W/"b" ,"c"   ~ ["a", W/"b", "c"]
            ""                ~ [""]
            "a,b"             ~ ["a,b"]
            ,,"a",            ~ ["a"]
            a                 ~ []
            "a                ~ []
            w/"a"             ~ []
            "a", b, "c"       ~ ["a"]
            *                 ~ []
            """, delimiter = '~', quoteCharacter = '`')
    void readsLists(String field, String expected) {
        assertEquals(expected, EntityTag.parseList(field).toString());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            "a"       ~ "a"
            W/"a"     ~ W/"a"
            "a","b"   ~ null
            "a",      ~ null
            a         ~ null
            Thu, 01 Jan 1970 00:00:00 GMT ~ null
            """, delimiter = '~', quoteCharacter = '`')
    void readsOne(String text, String expected) {
        assertEquals(expected, String.valueOf(EntityTag.parse(text)));
    }

    /** The table of RFC 9110, section 8.8.3.2. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            W/"1" ~ W/"1" ~ false ~ true
            W/"1" ~ W/"2" ~ false ~ false
            W/"1" ~ "1"   ~ false ~ true
            "1"   ~ "1"   ~ true  ~ true
            """, delimiter = '~', quoteCharacter = '`')
    void compares(String one, String two, boolean strongly, boolean weakly) {
        EntityTag first = EntityTag.parse(one);
        EntityTag second = EntityTag.parse(two);

        assertEquals(strongly, first.matchesStrongly(second));
        assertEquals(strongly, second.matchesStrongly(first));
        assertEquals(weakly, first.matchesWeakly(second));
    }
}

package io.waitress.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutableHeadersTest {

    private final MutableHeaders headers = new MutableHeaders();

    @Test
    void keepsOrderAndSpelling() {
        headers.add("x-one", "1").add("content-TYPE", "text/plain").add(HeaderName.VARY, "a").add("X-One", "2");

        assertEquals("x-one: 1\r\ncontent-TYPE: text/plain\r\nVary: a\r\nX-One: 2\r\n", headers.toString());
        assertEquals(List.of("x-one", "content-TYPE", "Vary"), headers.names());
        assertEquals(4, headers.size());
    }

    @Test
    void findsInAnyCase() {
        headers.add("content-TYPE", "a").add("x-one", "1").add("X-ONE", "2").add("Content-Type", "b");

        assertEquals("a", headers.get(HeaderName.CONTENT_TYPE));
        assertEquals("a", headers.get("Content-type"));
        assertEquals(List.of("a", "b"), headers.all("CONTENT-TYPE"));
        assertEquals("1", headers.get("X-One"));
        assertEquals(List.of("1", "2"), headers.all("X-One"));
        assertTrue(headers.contains(HeaderName.CONTENT_TYPE));
        assertTrue(headers.contains("x-ONE"));
        assertFalse(headers.contains(HeaderName.CONTENT_LENGTH));
        assertFalse(headers.contains("X-Two"));
        assertNull(headers.get(HeaderName.CONTENT_LENGTH));
        assertNull(headers.get("X-Two"));
        assertEquals(List.of(), headers.all("X-Two"));
    }

    @Test
    void knowsWellKnownNamesByIdentity() {
        headers.add("content-length", "1").add("x-one", "2");

        assertSame(HeaderName.CONTENT_LENGTH, headers.known(0));
        assertNull(headers.known(1));
        assertThrows(IndexOutOfBoundsException.class, () -> headers.known(2));
        assertThrows(IndexOutOfBoundsException.class, () -> headers.name(-1));
    }

    @Test
    void setReplacesFirstLineAndRemovesOthers() {
        headers.add("a", "1").add("b", "2").add("A", "3").add("c", "4").add("a", "5").add(HeaderName.AGE, "6");

        headers.set("A", "9").set(HeaderName.AGE, "7").set("d", "8");

        assertEquals("A: 9\r\nb: 2\r\nc: 4\r\nAge: 7\r\nd: 8\r\n", headers.toString());
    }

    @Test
    void removesAllLinesOfName() {
        headers.add(HeaderName.VARY, "1").add("x", "2").add("vary", "3").add("X", "4").add("vary", "5").add("y", "6");

        headers.remove("VARY").remove("x").remove("none").remove(HeaderName.AGE);

        assertEquals("y: 6\r\n", headers.toString());
        assertFalse(headers.contains(HeaderName.VARY));
        headers.add(HeaderName.VARY, "7");
        assertEquals("7", headers.get("Vary"));
    }

    @Test
    void replacingKeepsWellKnownNameFindable() {
        headers.add(HeaderName.VARY, "1").add("x", "2").add(HeaderName.VARY, "3");

        headers.set(HeaderName.VARY, "4");

        assertEquals("4", headers.get(HeaderName.VARY));
        assertEquals(2, headers.size());
    }

    @Test
    void growsAndClears() {
        for (int i = 0; i < 100; i++) {
            headers.add("x" + i, "" + i);
        }
        assertEquals("99", headers.get("X99"));
        assertEquals("0", headers.get("X0"));

        headers.add(HeaderName.AGE, "1").clear();

        assertEquals(0, headers.size());
        assertFalse(headers.contains(HeaderName.AGE));
    }

    @Test
    void copiesOtherHeaders() {
        headers.add("a", "1").add(HeaderName.AGE, "2");

        MutableHeaders copy = new MutableHeaders(headers);
        headers.clear();

        assertEquals("a: 1\r\nAge: 2\r\n", copy.toString());
        assertSame(HeaderName.AGE, copy.known(1));
    }

    @Test
    void ignoresChangesOnceFrozen() {
        headers.add("a", "1").add(HeaderName.AGE, "2").freeze();

        headers.add("b", "3").set("a", "4").remove("a").remove(HeaderName.AGE).set(HeaderName.AGE, "5").clear();

        assertTrue(headers.frozen());
        assertEquals("a: 1\r\nAge: 2\r\n", headers.toString());
        assertEquals("2", headers.get(HeaderName.AGE));
    }

    @Test
    void dropsWhiteSpaceAroundValues() {
        headers.add("a", " \tb c\t ").add("d", "  ").add("e", "").add("f", "\u00e9 \u00fc");

        assertEquals("b c", headers.value(0));
        assertEquals("", headers.value(1));
        assertEquals("", headers.value(2));
        assertEquals("\u00e9 \u00fc", headers.value(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x=y", "a\rb", "a\nb", "a\u0000b", "a\u001fb", "a\u007fb", "\u20ac",
            "a\u0100", "\n"})
    void refusesControlAndWideCharactersInValues(String value) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> headers.add("X-A", value));
        assertTrue(e.getMessage().startsWith("header X-A: character U+"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> headers.set("X-A", value));
        assertThrows(IllegalArgumentException.class, () -> headers.add(HeaderName.LOCATION, value));
        assertThrows(IllegalArgumentException.class, () -> headers.set(HeaderName.LOCATION, value));
        assertEquals(0, headers.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "caf\u00e9", "(a)", "a\u0000", "\u20ac", "a\"", "a/b", "a@b"})
    void refusesNamesThatAreNoTokens(String name) {
        assertThrows(IllegalArgumentException.class, () -> headers.add(name, "x"));
        assertThrows(IllegalArgumentException.class, () -> headers.set(name, "x"));
    }
}

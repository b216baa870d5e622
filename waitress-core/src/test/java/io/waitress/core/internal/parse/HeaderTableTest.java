package io.waitress.core.internal.parse;

import static io.waitress.core.internal.parse.ParsedInput.head;
import static io.waitress.core.internal.parse.ParsedInput.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTableTest {

    private final Headers headers = head(lines("GET / HTTP/1.1", "Host: a.test", "ACCEPT: 1", "x-own: 2", "accept: 3",
            "X-Own: 4", "Content-Type: text/plain", "X_Under: 5")).headers();

    @Test
    void keepsOrderAndSpelling() {
        assertEquals("Host=a.test;ACCEPT=1;x-own=2;accept=3;X-Own=4;Content-Type=text/plain;X_Under=5;",
                ParsedInput.describe(headers));
        assertEquals(List.of("Host", "ACCEPT", "x-own", "Content-Type", "X_Under"), headers.names());
    }

    @Test
    void findsFirstValue() {
        assertEquals("1", headers.get(HeaderName.ACCEPT));
        assertEquals("1", headers.get("accept"));
        assertEquals("2", headers.get("X-OWN"));
        assertEquals("5", headers.get("x_under"));
        assertNull(headers.get("x-under"));
        assertNull(headers.get(HeaderName.COOKIE));
        assertNull(headers.get("cookie"));
        assertNull(headers.get(""));
    }

    @Test
    void findsAllValues() {
        assertEquals(List.of("1", "3"), headers.all("Accept"));
        assertEquals(List.of("2", "4"), headers.all("x-Own"));
        assertEquals(List.of(), headers.all("Cookie"));
        assertEquals(List.of(), headers.all("x-none"));
    }

    @Test
    void tellsWhatIsThere() {
        assertTrue(headers.contains(HeaderName.HOST));
        assertTrue(headers.contains("x-own"));
        assertFalse(headers.contains(HeaderName.COOKIE));
        assertFalse(headers.contains("x-none"));
    }

    @Test
    void keepsStringsAfterFirstUse() {
        assertSame(headers.value(0), headers.value(0));
        assertSame(headers.name(2), headers.name(2));
    }

    @Test
    void sharesSpellingsOfKnownNames() {
        assertSame(HeaderName.HOST.text(), headers.name(0));
        assertSame(HeaderName.ACCEPT.lowerCase(), headers.name(3));
    }

    @Test
    void refusesIndexOutOfRange() {
        assertThrows(IndexOutOfBoundsException.class, () -> headers.name(7));
        assertThrows(IndexOutOfBoundsException.class, () -> headers.value(7));
        assertThrows(IndexOutOfBoundsException.class, () -> headers.value(-1));
    }
}

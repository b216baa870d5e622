package io.waitress.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    private static final SocketAddress UNIX = UnixDomainSocketAddress.of("");

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,        192.0.2.1,        true",
        "192.0.2.1,        192.0.2.2,        false",
        "192.0.2.1,        ::ffff:192.0.2.1, true",
        "10.0.0.0/8,       10.255.0.1,       true",
        "10.0.0.0/8,       11.0.0.0,         false",
        "192.168.4.0/22,   192.168.7.255,    true",
        "192.168.4.0/22,   192.168.8.0,      false",
        "192.168.4.0/22,   192.168.3.255,    false",
        "128.0.0.0/1,      255.0.0.1,        true",
        "128.0.0.0/1,      127.0.0.1,        false",
        "0.0.0.0/0,        1.2.3.4,          true",
        "0.0.0.0/0,        ::1,              false",
        "192.0.2.7/32,     192.0.2.7,        true",
        "192.0.2.7/32,     192.0.2.6,        false",
        "2001:db8::1,      2001:db8::1,      true",
        "2001:db8::1,      2001:db8::2,      false",
        "2001:db8::/33,    2001:db8:7fff::1, true",
        "2001:db8::/33,    2001:db8:8000::1, false",
        "fd00::/8,         fdff::1,          true",
        "::/0,             ::1,              true",
        "::/0,             127.0.0.1,        false",
        "*,                127.0.0.1,        true",
        "*,                ::1,              true",
        "localhost,        127.0.0.1,        false",
        "localhost,        ::1,              false",
    })
    void contains(String range, String peer, boolean expected) {
        assertEquals(expected, AddressRange.parse(range).contains(new InetSocketAddress(peer, 1234)));
    }

    @Test
    void knowsPeersOfUnixSockets() {
        assertTrue(AddressRange.parse("localhost").contains(UNIX));
        assertTrue(AddressRange.parse("*").contains(UNIX));
        assertFalse(AddressRange.parse("127.0.0.1").contains(UNIX));
        assertFalse(AddressRange.parse("0.0.0.0/0").contains(UNIX));
    }

    @Test
    void doesNotContainUnresolvedNames() {
        assertFalse(AddressRange.parse("0.0.0.0/0").contains(InetSocketAddress.createUnresolved("127.0.0.1", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/", "1.2.3.4/33",
            "1.2.3.4/-1", "1.2.3.4/8", "10.0.0.0/255.0.0.0", "::1/129", "::1/64", "[::1]", "fe80::1%eth0", "::g", "/8",
            "1.2.3.\u0664", "*/0", "1.2.3.4/\u0668", "1.2.3.4/999"})
    void refusesAnythingElse(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
        assertTrue(e.getMessage().startsWith('"' + text + '"'), e.getMessage());
    }

    @Test
    void neverTakesNamesForLiterals() {
        assertNull(AddressRange.literal("localhost"));
        assertNull(AddressRange.literal("1"));
        assertNull(AddressRange.literal("cafe"));
        assertNull(AddressRange.literal("host:80"));
    }

    @Test
    void comparesByMeaning() {
        assertEquals(AddressRange.parse("10.0.0.1"), AddressRange.parse("10.0.0.1/32"));
        assertEquals(AddressRange.parse("10.0.0.1").hashCode(), AddressRange.parse("10.0.0.1/32").hashCode());
        assertNotEquals(AddressRange.parse("*"), AddressRange.parse("localhost"));
        assertNotEquals(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("10.0.0.0/9"));
        assertEquals("10.0.0.0/8", AddressRange.parse("10.0.0.0/8").toString());
    }
}

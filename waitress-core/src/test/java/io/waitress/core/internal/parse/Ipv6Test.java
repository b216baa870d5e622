package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6Test {

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "1::", "1::8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
        "1:2:3::5:6:7:8", "abcd:EF01::", "::1.2.3.4", "::ffff:255.255.255.255", "1:2:3:4:5:6:1.2.3.4", "1::6:0.0.0.0"})
    void matches(String text) {
        assertTrue(Ipv6.matches(Cuts.bytes(text), 0, text.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":::", "1", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", "1::2::3", "12345::", "g::", "1:::2", "::1:", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256",
        "::01.2.3.4", "::1.2.3.", "::.1.2.3", "::1..2.3", "1.2.3.4", "1.2.3.4::", "::1.2.3.4:1",
        "1:2:3:4:5:6:7:1.2.3.4", "::a.2.3.4", "1:2:3:4:5:6::1.2.3.4", "::1%eth0", "::1 "})
    void refuses(String text) {
        assertFalse(Ipv6.matches(Cuts.bytes(text), 0, text.length()));
    }
}

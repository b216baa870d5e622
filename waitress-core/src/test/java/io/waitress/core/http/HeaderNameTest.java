package io.waitress.core.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNameTest {

    @ParameterizedTest
    @EnumSource
    void isFoundInAnyCase(HeaderName name) {
        for (String text : new String[] {name.text(), name.lowerCase(), name.text().toUpperCase(Locale.ROOT)}) {
            byte[] bytes = ("x" + text + ":").getBytes(StandardCharsets.US_ASCII);

            assertSame(name, HeaderName.of(text));
            assertSame(name, HeaderName.of(bytes, 1, text.length()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasItsBytesAndIndex(HeaderName name) {
        assertArrayEquals((name.text() + ": ").getBytes(StandardCharsets.US_ASCII), name.lineStart());
        assertSame(name, HeaderName.at(name.index()));
        assertEquals(name.text(), name.toString());
        assertEquals(name.text().toUpperCase(Locale.ROOT).replace('-', '_'), name.name());
    }

    @Test
    void fitsTheBitsOfLong() {
        assertTrue(HeaderName.values().length <= 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X", "Content-Lengt", "Content-Lengths", "Content-Lengtg", "Content_Length",
            "Hos\u0174", "\u0124ost", "X-Forwarded-Fox", "X+Forwarded-For", "Accept\u0000", "HOST\u00e9"})
    void isNotFoundUnderAnotherName(String name) {
        assertNull(HeaderName.of(name));
        assertNull(HeaderName.of(name.getBytes(StandardCharsets.ISO_8859_1), 0, name.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Forwarded_For", "x_forwarded-for", "X-FORWARDED_FOR"})
    void isFoundUnderUnderscoresIfOfProxy(String name) {
        assertSame(HeaderName.X_FORWARDED_FOR, HeaderName.of(name));
        assertSame(HeaderName.X_FORWARDED_FOR,
                HeaderName.of(name.getBytes(StandardCharsets.US_ASCII), 0, name.length()));
    }

    @Test
    void isFoundWithoutAllocation() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] line = "content-length: 1".getBytes(StandardCharsets.US_ASCII);
        long least = Long.MAX_VALUE;

        for (int round = 0; round < 20 && least > 0; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                assertSame(HeaderName.CONTENT_LENGTH, HeaderName.of(line, 0, 14));
            }
            least = Math.min(least, (thread.getCurrentThreadAllocatedBytes() - before) / 1000);
        }

        assertEquals(0, least);
    }
}

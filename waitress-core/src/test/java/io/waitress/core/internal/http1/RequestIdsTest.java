package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void namesHaveABound() {
        assertTrue(RequestIds.valid("a".repeat(RequestIds.LONGEST)));
        assertFalse(RequestIds.valid("a".repeat(RequestIds.LONGEST + 1)));
    }

    @ParameterizedTest
    @CsvSource({"a, true", "!~, true", "'', false", "'a b', false", "'a\t', false", "caf\u00e9, false",
        "'a\u007f', false"})
    void namesAreVisible(String name, boolean valid) {
        assertEquals(valid, RequestIds.valid(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what the future will be like"})
    void traceIsRead(String value) {
        assertEquals(TRACE, TraceParent.traceId(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", TRACE,
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 01"})
    void whatIsNoTraceIsNone(String value) {
        assertEquals(null, TraceParent.traceId(value));
    }
}

package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServiceTimesTest {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final ServiceTimes times = new ServiceTimes();

    private void serve(String path, int count, long nanos) {
        for (int i = 0; i < count; i++) {
            times.served("GET", path, nanos);
        }
    }

    private boolean isShort(String path) {
        return times.isShort("GET", path);
    }

    @Test
    void trustsNobodyBeforeManyShortRequests() {
        assertFalse(isShort("/"));

        serve("/", 10, MICRO);

        assertFalse(isShort("/"));

        serve("/", 100, MICRO);

        assertTrue(isShort("/"));
    }

    @Test
    void neverTrustsWhatTakesItsTime() {
        serve("/", 10_000, 100 * MICRO);

        assertFalse(isShort("/"));
    }

    @Test
    void forgivesAHiccup() {
        serve("/", 1_000, MICRO);
        serve("/", 1, MILLI / 2);

        assertTrue(isShort("/"));
    }

    @Test
    void distrustsAfterALongRequestForHundredsOfShortOnes() {
        serve("/", 1_000, MICRO);
        serve("/", 1, 50 * MILLI);

        assertFalse(isShort("/"));

        serve("/", 500, MICRO);

        assertFalse(isShort("/"));

        serve("/", 1_000, MICRO);

        assertTrue(isShort("/"));
    }

    @Test
    void findsOutOneInAHundred() {
        int trusted = 0;
        for (int round = 0; round < 100; round++) {
            serve("/", 1, 50 * MILLI);
            serve("/", 99, MICRO);
            trusted += isShort("/") ? 1 : 0;
        }

        assertEquals(0, trusted);
    }

    @Test
    void trustsAgainAfterDays() {
        serve("/", 10, Long.MAX_VALUE / 2);

        serve("/", 20_000, MICRO);

        assertTrue(isShort("/"));
    }

    @Test
    void tellsPathsAndMethodsApart() {
        serve("/", 1_000, MICRO);

        assertFalse(isShort("/other"));
        assertFalse(times.isShort("POST", "/"));
    }

    @Test
    void keepsApartWhatAThousandOtherPathsDo() {
        serve("/", 1_000, MICRO);
        for (int i = 0; i < 1_000; i++) {
            serve("/items/" + i, 1, 10 * MICRO);
        }

        assertTrue(isShort("/"));
    }
}

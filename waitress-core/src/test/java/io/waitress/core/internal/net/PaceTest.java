package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace(100, Duration.ofSeconds(5));

    @Test
    void looksAtWholeWindowsOnly() {
        assertFalse(pace.tooSlow(at(100), 0));
        assertFalse(pace.tooSlow(at(104), 0));
        assertTrue(pace.tooSlow(at(105), 499));
    }

    @Test
    void measuresEachWindowAnew() {
        assertFalse(pace.tooSlow(at(0), 1_000));
        assertFalse(pace.tooSlow(at(5), 1_000_000));
        assertFalse(pace.tooSlow(at(9), 1_000_000));
        assertTrue(pace.tooSlow(at(10), 1_000_000));
    }

    @Test
    void takesWhatALongerWindowAsksFor() {
        assertFalse(pace.tooSlow(at(0), 0));
        assertTrue(pace.tooSlow(at(20), 1_999));
        assertFalse(pace.tooSlow(at(40), 3_999));
    }

    @Test
    void forgetsThePauses() {
        assertFalse(pace.tooSlow(at(0), 0));
        pace.pause();
        assertFalse(pace.tooSlow(at(1000), 0));
        assertTrue(pace.tooSlow(at(1005), 10));
    }

    @Test
    void knowsGreatRates() {
        Pace greatest = new Pace(Long.MAX_VALUE, Duration.ofSeconds(5));
        assertFalse(greatest.tooSlow(at(0), 0));
        assertTrue(greatest.tooSlow(at(5), Integer.MAX_VALUE));
    }

    private static long at(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}

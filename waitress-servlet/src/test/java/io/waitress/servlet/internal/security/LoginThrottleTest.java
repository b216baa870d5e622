package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final LoginThrottle throttle = new LoginThrottle(nanos::get);

    private void fail(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            throttle.failed(name, address);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "5, 1", "6, 2", "7, 4", "10, 32", "11, 60", "12, 60", "1000, 60"})
    void delaysANameLongerAndLonger(int failures, int seconds) {
        for (int i = 0; i < failures; i++) {
            throttle.failed("ada", "10.0.0." + i);
        }

        assertEquals(seconds, throttle.delayOfName("ada"));
        assertEquals(0, throttle.delayOfName("bob"));
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        assertEquals(0, throttle.delayOfName("ada"));
    }

    @Test
    void tellsTheTimeThatIsLeft() {
        fail(8, "ada", null);

        nanos.addAndGet(Duration.ofMillis(2500).toNanos());

        assertEquals(6, throttle.delayOfName("ada"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1, 1", "10.0.0.1, 10.0.0.2, 0", "2001:db8:0:1:a:b:c:d, 2001:db8:0:1:e:f:0:1, 1",
        "2001:db8:0:1:a:b:c:d, 2001:db8:0:2:a:b:c:d, 0", "host.example, host.example, 1"})
    void delaysAnAddressOrItsNetwork(String failing, String asking, int seconds) {
        for (int i = 0; i < LoginThrottle.FREE_OF_ADDRESS; i++) {
            throttle.failed("user" + i, failing);
        }

        assertEquals(seconds, throttle.delayOfAddress(asking));
    }

    @Test
    void countsWhoCouldNotEvenTry() {
        for (int i = 0; i < LoginThrottle.FREE_OF_ADDRESS; i++) {
            throttle.failed("10.0.0.1");
            throttle.failed(null);
        }

        assertEquals(1, throttle.delayOfAddress("10.0.0.1"));
        assertEquals(0, throttle.delayOfAddress(null));
    }

    @Test
    void aLoginClearsTheNameButNotTheAddress() {
        fail(LoginThrottle.FREE_OF_ADDRESS, "ada", "10.0.0.1");

        throttle.succeeded("ada");

        assertEquals(0, throttle.delayOfName("ada"));
        assertEquals(1, throttle.delayOfAddress("10.0.0.1"));
    }

    /** A realm may ignore case, which would else give each spelling attempts of its own. */
    @ParameterizedTest
    @CsvSource({"ada, ADA", "Straße, STRASSE", "ıngrid, INGRID", "ada, ' ada '"})
    void countsSpellingsOfANameAsOne(String failing, String asking) {
        fail(LoginThrottle.FREE_OF_NAME, failing, null);

        assertEquals(1, throttle.delayOfName(asking));
    }

    /** Else whoever has the account "ADA" could go on guessing the password of "ada". */
    @Test
    void aLoginClearsNothingThatFailedWithAnotherSpelling() {
        fail(LoginThrottle.FREE_OF_NAME, "ada", null);
        throttle.succeeded("ADA");
        assertEquals(1, throttle.delayOfName("ada"));

        fail(1, "ADA", null);
        throttle.succeeded("ADA");
        throttle.succeeded("ada");
        assertEquals(2, throttle.delayOfName("ada"));
    }

    @Test
    void forgetsAfterAQuarterOfAnHour() {
        fail(20, "ada", null);

        nanos.addAndGet(Duration.ofMinutes(16).toNanos());
        throttle.failed("ada", null);

        assertEquals(0, throttle.delayOfName("ada"));
    }

    @Test
    void tellsLongNamesApartAsFarAsItCan() {
        String name = "a".repeat(100_000);
        fail(5, name, null);

        assertEquals(1, throttle.delayOfName(name));
        assertEquals(0, throttle.delayOfName(name + "b"));
        assertEquals(0, throttle.delayOfName(name.substring(0, 64)));
        throttle.succeeded(name);
        assertEquals(0, throttle.delayOfName(name));
    }

    @Test
    void remembersTheLatestOnly() {
        fail(6, "ada", null);

        for (int i = 0; i < 10_000; i++) {
            throttle.failed("user" + i, null);
        }

        assertEquals(0, throttle.delayOfName("ada"));
    }
}

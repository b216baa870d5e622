package io.waitress.core.internal.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class RecordAllowanceTest {

    private final RecordAllowance allowance = new RecordAllowance();

    private void take(int count, long nowNanos) throws SSLException {
        for (int i = 0; i < count; i++) {
            allowance.empty(nowNanos);
        }
    }

    @Test
    void isUsedUpAtOnceAndComesBackWithTime() throws Exception {
        long start = Long.MAX_VALUE - 5; // clocks begin anywhere
        take(RecordAllowance.EMPTY_RECORDS, start);
        take(3, start + 3 * RecordAllowance.RENEWAL_NANOS);

        assertThrows(SSLException.class, () -> take(1, start + 4 * RecordAllowance.RENEWAL_NANOS - 1));
    }

    @Test
    void isNeverMoreThanInTheBeginning() throws Exception {
        take(RecordAllowance.EMPTY_RECORDS, 0);
        long later = 1000 * RecordAllowance.RENEWAL_NANOS;
        take(RecordAllowance.EMPTY_RECORDS, later);

        assertThrows(SSLException.class, () -> take(1, later));
    }

    @Test
    void allowsOneNowAndThenForEver() {
        for (int i = 0; i < 1000; i++) {
            long now = i * RecordAllowance.RENEWAL_NANOS;
            assertDoesNotThrow(() -> take(1, now));
        }
    }
}

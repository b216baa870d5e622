package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SavedRequestsTest {

    private final Fixture fixture = new Fixture();
    private final SavedRequests saved = new SavedRequests();

    private SavedRequest save() {
        SavedRequest request = new SavedRequest(fixture.request(FakeExchange.get("/p")), new byte[0]);
        saved.add(request);
        return request;
    }

    /** Each takes several objects, whatever it says. */
    @Test
    void boundsTheNumberOfShortOnes() {
        SavedRequest first = save();
        SavedRequest latest = first;
        for (int i = 0; i < 20_000; i++) {
            latest = save();
        }

        assertNull(first.saved());
        assertNotNull(latest.saved());
    }
}

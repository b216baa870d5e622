package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.AbstractList;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueueDepthWarningTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger counted = new AtomicInteger();
    private final QueueDepthWarning warning = new QueueDepthWarning(4, now::get);
    private final Collection<Runnable> waiting = new AbstractList<>() {
        @Override
        public Runnable get(int index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int size() {
            counted.incrementAndGet();
            return 7;
        }
    };

    @Test
    void saysNothingAboutAnInstant() {
        warning.saturated(1, waiting);
        warning.saturated(1, waiting);

        assertEquals(0, counted.get());
    }

    @Test
    void saysNothingWhileWorkersRunOutOfWorkNowAndThen() {
        for (int i = 0; i < 10; i++) {
            now.addAndGet(QueueDepthWarning.SATURATED_NANOS);
            warning.saturated(i, waiting);
        }

        assertEquals(0, counted.get());
    }

    @Test
    void speaksUpOncePerPause() {
        warning.saturated(1, waiting);
        now.addAndGet(QueueDepthWarning.SATURATED_NANOS);
        warning.saturated(1, waiting);
        warning.saturated(1, waiting);
        assertEquals(1, counted.get());

        now.addAndGet(QueueDepthWarning.PAUSE_NANOS);
        warning.saturated(1, waiting);
        assertEquals(2, counted.get());
    }
}

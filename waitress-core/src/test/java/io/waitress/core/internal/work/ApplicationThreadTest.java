package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ApplicationThreadTest {

    @Test
    void livesOnWhenATaskThrowsWhatCannotBePrinted() throws Exception {
        BlockingQueue<String> results = new LinkedBlockingQueue<>();
        Thread thread = new ApplicationThread(() -> {
            try {
                ApplicationThread.runHere(() -> {
                    throw new Unprintable();
                });
                results.add("lives on");
            } catch (Throwable e) {
                results.add("ended");
            }
        }, "unprintable", 1024);

        thread.start();

        assertEquals("lives on", results.take());
    }

    private static final class Unprintable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("deliberate");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("deliberate");
        }
    }
}

package io.waitress.core.internal.buffer;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is the matter if an application has used up the direct memory of the virtual machine: sockets and files need
 * some, but only the connection fails that is in need of it, since the others, and the heap, are in order. Told of once
 * in ten seconds at most. Any thread.
 */
public final class DirectMemory {

    private static final Logger LOG = LoggerFactory.getLogger(DirectMemory.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());
    private static final AtomicLong FAILURES = new AtomicLong();

    private DirectMemory() {
    }

    /**
     * Returns the failure of a connection.
     *
     * @param error thrown where direct memory may have been asked for
     * @throws OutOfMemoryError if it is about anything else
     */
    public static IOException lacking(OutOfMemoryError error) {
        if (error.getMessage() == null || !error.getMessage().contains("direct buffer memory")) {
            throw error;
        }
        long failures = FAILURES.incrementAndGet();
        long now = System.nanoTime();
        long next = NEXT.get();
        if (now - next >= 0 && NEXT.compareAndSet(next, now + PERIOD_NANOS)) {
            LOG.error("A connection is closed for want of direct memory ({} since the start): {}. Something else uses"
                    + " it, or -XX:MaxDirectMemorySize is too little", failures, error.getMessage());
        }
        return new IOException("The virtual machine has no direct memory left", error);
    }
}

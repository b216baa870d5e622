package io.waitress.servlet.internal.security;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failed logins, at most one in a second, and how many there were in all. A logger of its own lets them be found
 * and switched off. Safe from any thread.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.waitress.login");
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String contextPath;
    private final LongSupplier nanoClock;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong next;      // the time from which a line may be logged

    FailureLog(String contextPath, LongSupplier nanoClock) {
        this.contextPath = contextPath.isEmpty() ? "/" : contextPath;
        this.nanoClock = nanoClock;
        next = new AtomicLong(nanoClock.getAsLong());
    }

    /** Counts a failure, and logs it unless the last line is too fresh. */
    void failed(String name, String address, String reason) {
        long count = failures.incrementAndGet();
        long now = nanoClock.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            LOG.warn("Login of '{}' to '{}' from {} failed: {} ({} failed since the start)",
                    LogText.of(name), contextPath, address == null ? "this machine" : address, reason, count);
        }
    }

    long failures() {
        return failures.get();
    }
}

package io.waitress.core.internal.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was refused or cut off, by reason, and tells of it at a bounded rate: a client decides how often that is.
 * Any thread.
 */
public final class Refusals {

    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Why. */
    public enum Reason {
        /** A further connection of an address that has {@code connectionLimitPerAddress} already. */
        ADDRESS_LIMIT("connectionLimitPerAddress"),
        /** The header fields took longer than {@code headerTimeout}. */
        HEADER_TIMEOUT("headerTimeout"),
        /** A body came more slowly than {@code minReceiveRate}. */
        RECEIVE_RATE("minReceiveRate"),
        /** A response was taken more slowly than {@code minSendRate}. */
        SEND_RATE("minSendRate"),
        /** A request has waited for a worker longer than {@code queueTimeout}. */
        QUEUE_TIMEOUT("queueTimeout");

        private final String setting;

        Reason(String setting) {
            this.setting = setting;
        }

        /** Returns the name of the setting that was exceeded. */
        public String setting() {
            return setting;
        }
    }

    private final LongAdder[] counts = new LongAdder[Reason.values().length];
    /** When a reason was told of last, and how often it was met until then. */
    private final AtomicLongArray toldAt = new AtomicLongArray(counts.length);
    private final AtomicLongArray told = new AtomicLongArray(counts.length);

    Refusals() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Returns how often a reason was met. */
    public long count(Reason reason) {
        return counts[reason.ordinal()].sum();
    }

    /**
     * Counts one.
     *
     * @param client whom
     * @param nowNanos the time
     */
    public void add(Reason reason, Object client, long nowNanos) {
        int index = reason.ordinal();
        counts[index].increment();
        long before = toldAt.get(index);
        if (before != 0 && nowNanos - before < QUIET_NANOS || !toldAt.compareAndSet(index, before, nowNanos | 1)) {
            return;
        }
        long sum = counts[index].sum();
        long since = sum - told.getAndSet(index, sum);
        if (since > 1) {
            LOG.warn("{} clients went beyond {} of late, the last one {}", since, reason.setting(), client);
        } else {
            LOG.warn("{} went beyond {}", client, reason.setting());
        }
    }
}

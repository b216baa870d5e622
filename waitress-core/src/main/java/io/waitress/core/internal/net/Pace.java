package io.waitress.core.internal.net;

import java.time.Duration;

/**
 * Whether bytes move at some rate at least, as far as it is looked at from time to time. Confined to the dispatcher
 * role.
 */
public final class Pace {

    /** Over which the rate of request bodies is averaged. */
    public static final Duration RECEIVE_WINDOW = Duration.ofSeconds(5);

    /** Over which the rate of responses is averaged: the system takes bytes in large pieces. */
    static final Duration SEND_WINDOW = Duration.ofSeconds(30);

    private static final double NANOS_PER_SECOND = 1e9;

    private final long bytesPerSecond;
    private final long windowNanos;
    private boolean measuring;
    private long since;
    private long bytesBefore;

    /**
     * @param bytesPerSecond the least rate
     * @param window over which it is averaged
     */
    public Pace(long bytesPerSecond, Duration window) {
        this.bytesPerSecond = bytesPerSecond;
        this.windowNanos = window.toNanos();
    }

    /**
     * Looks.
     *
     * @param bytes how many have moved so far
     * @return true if a window is over in which too few have
     */
    public boolean tooSlow(long nowNanos, long bytes) {
        long elapsed = nowNanos - since;
        if (measuring && elapsed < windowNanos) {
            return false;
        }
        boolean slow = measuring && bytes - bytesBefore < bytesPerSecond * (elapsed / NANOS_PER_SECOND);
        measuring = true;
        since = nowNanos;
        bytesBefore = bytes;
        return slow;
    }

    /** Takes note that nobody can expect bytes to move now. */
    public void pause() {
        measuring = false;
    }
}

package io.waitress.core.settings;

import java.time.Duration;
import java.util.Map;

/**
 * The numbers that a setting accepts.
 *
 * @param least the first of them
 * @param greatest the last of them; the greatest number of its type if there is no bound
 */
record NumberRange(long least, long greatest) {

    private static final NumberRange FROM_0 = new NumberRange(0, Integer.MAX_VALUE);
    private static final NumberRange FROM_1 = new NumberRange(1, Integer.MAX_VALUE);
    private static final NumberRange LONG_FROM_0 = new NumberRange(0, Long.MAX_VALUE);
    private static final long YEAR = Duration.ofDays(365).toSeconds();

    private static final Map<String, NumberRange> OF_SETTINGS = Map.ofEntries(
            Map.entry("port", new NumberRange(0, 65_535)),
            Map.entry("httpsPort", new NumberRange(0, 65_535)),
            Map.entry("backlog", FROM_1),
            Map.entry("threads", new NumberRange(1, 100_000)),
            Map.entry("dispatchers", new NumberRange(1, 1000)),
            Map.entry("connectionLimit", FROM_1),
            Map.entry("connectionLimitPerAddress", FROM_0),
            Map.entry("channelRequestLookahead", FROM_0),
            Map.entry("recvBytes", new NumberRange(512, 1 << 24)),
            Map.entry("inbufOverflow", LONG_FROM_0),
            Map.entry("outbufOverflow", LONG_FROM_0),
            Map.entry("outbufHighWatermark", new NumberRange(1, Long.MAX_VALUE)),
            Map.entry("bufferMemory", LONG_FROM_0),
            Map.entry("responseBufferSize", new NumberRange(0, 1 << 24)),
            Map.entry("maxRequestHeaderSize", new NumberRange(64, 1 << 24)),
            Map.entry("maxHeaderCount", new NumberRange(1, 100_000)),
            Map.entry("maxRequestBodySize", LONG_FROM_0),
            Map.entry("minReceiveRate", LONG_FROM_0),
            Map.entry("minSendRate", LONG_FROM_0),
            Map.entry("trustedProxyCount", FROM_1),
            // in seconds, as text has them
            Map.entry("cleanupInterval", new NumberRange(1, YEAR)),
            Map.entry("channelTimeout", new NumberRange(1, YEAR)),
            Map.entry("shutdownGrace", new NumberRange(0, YEAR)),
            Map.entry("shutdownDelay", new NumberRange(0, YEAR)),
            Map.entry("headerTimeout", new NumberRange(1, YEAR)),
            Map.entry("queueTimeout", new NumberRange(0, YEAR)),
            Map.entry("stuckRequestThreshold", new NumberRange(0, YEAR)),
            Map.entry("tlsHandshakeTimeout", new NumberRange(1, YEAR)));

    /** Returns the range of a setting, given its name in Java, or null if it is not a number. */
    static NumberRange of(String setting) {
        return OF_SETTINGS.get(setting);
    }

    boolean contains(long value) {
        return value >= least && value <= greatest;
    }

    /** Returns for example {@code 1 to 1000} or {@code 1 or more}. */
    @Override
    public String toString() {
        boolean open = greatest == Integer.MAX_VALUE || greatest == Long.MAX_VALUE;
        return least + (open ? " or more" : " to " + greatest);
    }
}

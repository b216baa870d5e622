package io.waitress.core.settings;

import java.time.Duration;

/**
 * The settings about how much a client may take, and for how long: what goes beyond is refused, counted and logged.
 * Their textual forms have the same names.
 *
 * <p>Immutable; safe from any thread.
 */
public final class AdmissionSettings {

    private final int connectionLimitPerAddress;
    private final Duration headerTimeout;
    private final Duration queueTimeout;
    private final long minReceiveRate;
    private final long minSendRate;

    AdmissionSettings(Builder builder) {
        this.connectionLimitPerAddress = builder.connectionLimitPerAddress;
        this.headerTimeout = builder.headerTimeout;
        this.queueTimeout = builder.queueTimeout;
        this.minReceiveRate = builder.minReceiveRate;
        this.minSendRate = builder.minSendRate;
    }

    /**
     * {@return how many connections one client address may have open, an IPv6 address being its network of 64 bits; 0,
     * the default, for any number} A further one is closed as soon as it is accepted. Trusted proxies and Unix domain
     * sockets are not counted.
     */
    public int connectionLimitPerAddress() {
        return connectionLimitPerAddress;
    }

    /**
     * {@return the time from the first byte of a request to the end of its header fields, after which it is answered by
     * 408 and the connection closed; 30 s unless set}
     */
    public Duration headerTimeout() {
        return headerTimeout;
    }

    /**
     * {@return the time that a complete request may wait for a worker, after which it is answered by 503 with
     * {@code Retry-After} and the connection closed; zero, the default, for any time}
     */
    public Duration queueTimeout() {
        return queueTimeout;
    }

    /**
     * {@return the bytes a second that a client has to send of a request body, on average over 5 s, or it is answered
     * by 408 and the connection closed; 0, the default, for any rate} Time in which the server does not read does not
     * count.
     */
    public long minReceiveRate() {
        return minReceiveRate;
    }

    /**
     * {@return the bytes a second that a client has to take of a response that waits for it, on average over 30 s, or
     * the connection is closed; 0, the default, for any rate} Measured where the system takes bytes from the server, so
     * it should be some tens of kilobytes at most.
     */
    public long minSendRate() {
        return minSendRate;
    }

    /** Collects the settings about admission; checked with all others by {@link Settings.Builder#build()}. */
    public static final class Builder {

        int connectionLimitPerAddress;
        Duration headerTimeout = Duration.ofSeconds(30);
        Duration queueTimeout = Duration.ZERO;
        long minReceiveRate;
        long minSendRate;

        Builder() {
        }

        /**
         * Sets {@link AdmissionSettings#connectionLimitPerAddress()}.
         *
         * @param connections 0 or more
         * @return this
         */
        public Builder connectionLimitPerAddress(int connections) {
            connectionLimitPerAddress = connections;
            return this;
        }

        /**
         * Sets {@link AdmissionSettings#headerTimeout()}.
         *
         * @param timeout 1 ms or more
         * @return this
         */
        public Builder headerTimeout(Duration timeout) {
            headerTimeout = timeout;
            return this;
        }

        /**
         * Sets {@link AdmissionSettings#queueTimeout()}.
         *
         * @param timeout 0 or more
         * @return this
         */
        public Builder queueTimeout(Duration timeout) {
            queueTimeout = timeout;
            return this;
        }

        /**
         * Sets {@link AdmissionSettings#minReceiveRate()}.
         *
         * @param bytesPerSecond 0 or more
         * @return this
         */
        public Builder minReceiveRate(long bytesPerSecond) {
            minReceiveRate = bytesPerSecond;
            return this;
        }

        /**
         * Sets {@link AdmissionSettings#minSendRate()}.
         *
         * @param bytesPerSecond 0 or more
         * @return this
         */
        public Builder minSendRate(long bytesPerSecond) {
            minSendRate = bytesPerSecond;
            return this;
        }
    }
}

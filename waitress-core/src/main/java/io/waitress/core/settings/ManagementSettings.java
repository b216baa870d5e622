package io.waitress.core.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings about how the server tells others how it is. Their textual forms have the same names.
 *
 * <p>Immutable; safe from any thread.
 */
public final class ManagementSettings {

    private final String healthPath;
    private final String readyPath;
    private final Duration shutdownDelay;
    private final String accessLog;
    private final AccessLogFormat accessLogFormat;
    private final String metricsPath;
    private final List<ListenAddress> managementListen;
    private final boolean jmx;
    private final String requestIdHeader;
    private final Duration stuckRequestThreshold;

    ManagementSettings(Builder builder) {
        this.healthPath = builder.healthPath;
        this.readyPath = builder.readyPath;
        this.shutdownDelay = builder.shutdownDelay;
        this.accessLog = builder.accessLog;
        this.accessLogFormat = AccessLogFormat.parse(builder.accessLogFormat);
        this.metricsPath = builder.metricsPath;
        this.jmx = builder.jmx;
        this.requestIdHeader = builder.requestIdHeader;
        this.stuckRequestThreshold = builder.stuckRequestThreshold;
        this.managementListen = builder.managementListen.isEmpty() ? List.of()
                : builder.managementListen.stream().map(ListenAddress::parse).toList();
    }

    /**
     * {@return the path that is answered by 200 as long as the server runs, without a worker; empty, the default, for
     * none} The application does not see requests for it.
     */
    public String healthPath() {
        return healthPath;
    }

    /**
     * {@return the path that is answered by 200 while requests are welcome and by 503 otherwise, without a worker;
     * empty, the default, for none} The application does not see requests for it.
     */
    public String readyPath() {
        return readyPath;
    }

    /**
     * {@return how long a server that is told to stop goes on as before but for {@link #readyPath()}, so that load
     * balancers notice; zero unless set}
     */
    public Duration shutdownDelay() {
        return shutdownDelay;
    }

    /**
     * {@return the file that a line is appended to for each request, {@code -} for the standard output; empty, the
     * default, for none} A file that was moved or removed is made anew within a second or two. If lines cannot be written
     * as fast as requests end, the surplus is dropped, counted and told of in the log.
     */
    public String accessLog() {
        return accessLog;
    }

    /** {@return what a line of the access log says; {@link AccessLogFormat#COMBINED} unless set} */
    public AccessLogFormat accessLogFormat() {
        return accessLogFormat;
    }

    /**
     * {@return the path that is answered by figures about the server, without a worker; empty, the default, for none}
     * Without {@link #managementListen()} only for clients on this machine that are no proxies; others get what the
     * application says.
     */
    public String metricsPath() {
        return metricsPath;
    }

    /**
     * {@return the further addresses, of plain HTTP, on which only {@link #healthPath()}, {@link #readyPath()} and
     * {@link #metricsPath()} are answered, the last for everybody there and nowhere else; none unless set}
     */
    public List<ListenAddress> managementListen() {
        return managementListen;
    }

    /**
     * {@return the header field, such as {@code X-Request-Id}, by which every response tells what its request is called;
     * empty, the default, for none} A trusted proxy names its requests by the same field; others are given names. In the
     * log the names are {@code requestId} of the {@linkplain org.slf4j.MDC MDC} while the application runs, beside
     * {@code traceId} of a valid {@code traceparent}.
     */
    public String requestIdHeader() {
        return requestIdHeader;
    }

    /**
     * {@return how long application code may run for one request at a time before the log tells so, with the stack of
     * its thread; zero, the default, for any time}
     */
    public Duration stuckRequestThreshold() {
        return stuckRequestThreshold;
    }

    /**
     * {@return whether JMX has figures about the server, as {@code io.waitress:type=Server,name=PORT}; false unless set}
     */
    public boolean jmx() {
        return jmx;
    }

    /** Collects the settings about management; checked with all others by {@link Settings.Builder#build()}. */
    public static final class Builder {

        String healthPath = "";
        String readyPath = "";
        Duration shutdownDelay = Duration.ZERO;
        String accessLog = "";
        String accessLogFormat = "combined";
        String metricsPath = "";
        boolean jmx;
        String requestIdHeader = "";
        Duration stuckRequestThreshold = Duration.ZERO;
        final List<String> managementListen = new ArrayList<>();

        Builder() {
        }

        /**
         * Sets {@link ManagementSettings#healthPath()}.
         *
         * @param path beginning with a slash, as it is on the wire; empty for none
         * @return this
         */
        public Builder healthPath(String path) {
            healthPath = path;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#readyPath()}.
         *
         * @param path beginning with a slash, as it is on the wire; empty for none
         * @return this
         */
        public Builder readyPath(String path) {
            readyPath = path;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#shutdownDelay()}.
         *
         * @param delay 0 or more; needs {@link ManagementSettings#readyPath()}
         * @return this
         */
        public Builder shutdownDelay(Duration delay) {
            shutdownDelay = delay;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#accessLog()}.
         *
         * @param path a file, {@code -}, or empty for none
         * @return this
         */
        public Builder accessLog(String path) {
            accessLog = path;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#accessLogFormat()}.
         *
         * @param format in a form that {@link AccessLogFormat#parse} reads
         * @return this
         */
        public Builder accessLogFormat(String format) {
            accessLogFormat = format;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#metricsPath()}.
         *
         * @param path beginning with a slash, as it is on the wire; empty for none
         * @return this
         */
        public Builder metricsPath(String path) {
            metricsPath = path;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#requestIdHeader()}.
         *
         * @param name of a header field; empty for none
         * @return this
         */
        public Builder requestIdHeader(String name) {
            requestIdHeader = name;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#stuckRequestThreshold()}.
         *
         * @param time 0 or more
         * @return this
         */
        public Builder stuckRequestThreshold(Duration time) {
            stuckRequestThreshold = time;
            return this;
        }

        /**
         * Sets {@link ManagementSettings#jmx()}.
         *
         * @param shown whether JMX is to have the figures
         * @return this
         */
        public Builder jmx(boolean shown) {
            jmx = shown;
            return this;
        }

        /**
         * Sets the addresses of {@link ManagementSettings#managementListen()}, replacing those set before.
         *
         * @param addresses in forms that {@link ListenAddress#parse} reads, not of HTTPS; need one of the paths
         * @return this
         */
        public Builder managementListen(String... addresses) {
            managementListen.clear();
            managementListen.addAll(List.of(addresses));
            return this;
        }
    }
}

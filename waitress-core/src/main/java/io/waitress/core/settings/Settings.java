package io.waitress.core.settings;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that can be set about a server, checked as a whole when built. Names, units and defaults are those of
 * Waitress, with some exceptions: {@link #threads()} and {@link #connectionLimit()} are higher, since an idle worker and
 * an idle connection cost next to nothing here; so is {@link #recvBytes()}, since each dispatcher has one such buffer,
 * and {@link #inbufOverflow()}, since {@link #bufferMemory()} bounds what all of them take together.
 *
 * <p>Immutable; safe from any thread. {@link SettingsText} gives each setting a textual form.
 */
public final class Settings {

    private final String host;
    private final int port;
    private final List<ListenAddress> listen;
    private final boolean ipv4;
    private final boolean ipv6;
    private final Path unixSocket;
    private final Set<PosixFilePermission> unixSocketPerms;
    private final List<ServerSocketChannel> inheritedChannels;
    private final int backlog;
    private final int threads;
    private final boolean virtualThreads;
    private final Handoff handoff;
    private final int dispatchers;
    private final int connectionLimit;
    private final Duration cleanupInterval;
    private final Duration channelTimeout;
    private final Duration shutdownGrace;
    private final int channelRequestLookahead;
    private final int recvBytes;
    private final long inbufOverflow;
    private final long outbufOverflow;
    private final long outbufHighWatermark;
    private final long bufferMemory;
    private final int responseBufferSize;
    private final int maxRequestHeaderSize;
    private final int maxHeaderCount;
    private final long maxRequestBodySize;
    private final String ident;
    private final String serverName;
    private final String urlScheme;
    private final String urlPrefix;
    private final boolean exposeTracebacks;
    private final boolean logSocketErrors;
    private final AdmissionSettings admission;
    private final ManagementSettings management;
    private final ProxySettings proxy;
    private final TlsSettings tls;
    private final List<ListenAddress> redirectHttp;
    private final int httpsPort;

    private Settings(Builder builder) {
        this.host = builder.host();
        this.port = builder.port();
        this.listen = builder.listenAddresses();
        this.ipv4 = builder.ipv4;
        this.ipv6 = builder.ipv6;
        this.unixSocket = builder.unixSocket;
        this.unixSocketPerms = builder.unixSocketPerms;
        this.inheritedChannels = builder.inheritedChannels;
        this.backlog = builder.backlog;
        this.threads = builder.threads;
        this.virtualThreads = builder.virtualThreads;
        this.handoff = builder.handoff;
        this.dispatchers = builder.dispatchers;
        this.connectionLimit = builder.connectionLimit;
        this.cleanupInterval = builder.cleanupInterval;
        this.channelTimeout = builder.channelTimeout;
        this.shutdownGrace = builder.shutdownGrace;
        this.channelRequestLookahead = builder.channelRequestLookahead;
        this.recvBytes = builder.recvBytes;
        this.inbufOverflow = builder.inbufOverflow;
        this.outbufOverflow = builder.outbufOverflow;
        this.outbufHighWatermark = builder.outbufHighWatermark;
        this.bufferMemory = builder.bufferMemory;
        this.responseBufferSize = builder.responseBufferSize;
        this.maxRequestHeaderSize = builder.maxRequestHeaderSize;
        this.maxHeaderCount = builder.maxHeaderCount;
        this.maxRequestBodySize = builder.maxRequestBodySize;
        this.ident = builder.ident;
        this.serverName = builder.serverName;
        this.urlScheme = builder.urlScheme;
        this.urlPrefix = builder.urlPrefix;
        this.exposeTracebacks = builder.exposeTracebacks;
        this.logSocketErrors = builder.logSocketErrors;
        this.admission = new AdmissionSettings(builder.admission);
        this.management = new ManagementSettings(builder.management);
        this.proxy = new ProxySettings(builder.proxy);
        this.tls = new TlsSettings(builder.tls);
        this.redirectHttp = builder.redirectHttp.stream().map(ListenAddress::parse).toList();
        this.httpsPort = builder.httpsPort;
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder in which every setting has its default
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return the host name or address to listen on, unless {@code listen}, {@code unixSocket} or
     * {@code inheritedChannels} say otherwise}
     */
    public String host() {
        return host;
    }

    /** {@return the TCP port to listen on, as {@link #host()}; 0 lets the system choose} */
    public int port() {
        return port;
    }

    /**
     * {@return the addresses to listen on: those set as {@code listen}, else {@code unixSocket}, else {@code host}
     * and {@code port}; none with {@code inheritedChannels}}
     */
    public List<ListenAddress> listen() {
        return listen;
    }

    /** {@return whether names and {@code *} in {@link #listen()} may give IPv4 addresses} */
    public boolean ipv4() {
        return ipv4;
    }

    /** {@return whether names and {@code *} in {@link #listen()} may give IPv6 addresses} */
    public boolean ipv6() {
        return ipv6;
    }

    /** {@return the path of the Unix domain socket to listen on instead of TCP, or null} */
    public Path unixSocket() {
        return unixSocket;
    }

    /** {@return the permissions of Unix domain sockets} */
    public Set<PosixFilePermission> unixSocketPerms() {
        return unixSocketPerms;
    }

    /**
     * {@return the listening channels made by somebody else, as in socket activation; the server closes them when it
     * stops}
     */
    public List<ServerSocketChannel> inheritedChannels() {
        return inheritedChannels;
    }

    /** {@return how many connections the system may hold back before the server accepts them} */
    public int backlog() {
        return backlog;
    }

    /** {@return the greatest number of workers, started as needed; {@link #handoff()} tells who else runs requests} */
    public int threads() {
        return threads;
    }

    /** {@return whether the application runs on virtual threads, {@link #threads()} at a time; needs Java 21} */
    public boolean virtualThreads() {
        return virtualThreads;
    }

    /**
     * {@return who runs the application for a request}
     *
     * <p>With {@link Handoff#ADAPTIVE} each dispatcher may run one request beside the {@link #threads()} of the workers.
     * With virtual threads, or a single worker, the workers run all requests in any case.
     */
    public Handoff handoff() {
        return handoff;
    }

    /** {@return the number of dispatchers, each a thread with a selector} */
    public int dispatchers() {
        return dispatchers;
    }

    /** {@return how many connections may be open; beyond it the longest idle one is closed, or accepting pauses} */
    public int connectionLimit() {
        return connectionLimit;
    }

    /** {@return the time between two searches for connections that have been idle too long} */
    public Duration cleanupInterval() {
        return cleanupInterval;
    }

    /** {@return the time without a byte in either direction after which a connection is closed} */
    public Duration channelTimeout() {
        return channelTimeout;
    }

    /** {@return how long a stopping server lets running requests finish} */
    public Duration shutdownGrace() {
        return shutdownGrace;
    }

    /** {@return how many requests are read ahead while one is running; above 0 a disconnect is noticed early} */
    public int channelRequestLookahead() {
        return channelRequestLookahead;
    }

    /** {@return how many bytes are read from a socket at once} */
    public int recvBytes() {
        return recvBytes;
    }

    /** {@return the size in bytes beyond which a request body goes to a temporary file} */
    public long inbufOverflow() {
        return inbufOverflow;
    }

    /** {@return the size in bytes beyond which pending output of a connection goes to a temporary file} */
    public long outbufOverflow() {
        return outbufOverflow;
    }

    /**
     * {@return the pending output in bytes of a connection beyond which a writing application waits; parts of files
     * that are sent as such do not count}
     */
    public long outbufHighWatermark() {
        return outbufHighWatermark;
    }

    /**
     * {@return how many bytes of memory the request bodies and the pending output of all connections may take together;
     * beyond it they go to temporary files; an eighth of the greatest heap unless set}
     */
    public long bufferMemory() {
        return bufferMemory;
    }

    /** {@return how many bytes of a response collect before it is committed} */
    public int responseBufferSize() {
        return responseBufferSize;
    }

    /** {@return the greatest size in bytes of a request line with all header fields; more gives 431} */
    public int maxRequestHeaderSize() {
        return maxRequestHeaderSize;
    }

    /** {@return the greatest number of header fields of a request; more gives 431} */
    public int maxHeaderCount() {
        return maxHeaderCount;
    }

    /** {@return the greatest size in bytes of a request body; more gives 413} */
    public long maxRequestBodySize() {
        return maxRequestBodySize;
    }

    /** {@return the value of the {@code Server} field of responses, empty for no such field} */
    public String ident() {
        return ident;
    }

    /** {@return the host of a request that names none, which only HTTP/1.0 allows} */
    public String serverName() {
        return serverName;
    }

    /** {@return the scheme by which clients reach the service, unless TLS or a trusted proxy says otherwise} */
    public String urlScheme() {
        return urlScheme;
    }

    /**
     * {@return the path that a proxy in front has put before every path, empty or with a leading and no trailing
     * slash}
     */
    public String urlPrefix() {
        return urlPrefix;
    }

    /** {@return whether clients see the stack trace of an error of the application} */
    public boolean exposeTracebacks() {
        return exposeTracebacks;
    }

    /** {@return whether it is logged when a client disconnects before it has its response} */
    public boolean logSocketErrors() {
        return logSocketErrors;
    }

    /** {@return the settings about how much a client may take, and for how long} */
    public AdmissionSettings admission() {
        return admission;
    }

    /** {@return the settings about how the server tells others how it is} */
    public ManagementSettings management() {
        return management;
    }

    /** {@return the settings about proxies in front of the server} */
    public ProxySettings proxy() {
        return proxy;
    }

    /** {@return the settings about TLS, which is spoken if they name a certificate} */
    public TlsSettings tls() {
        return tls;
    }

    /** {@return the further addresses on which plain HTTP is answered by a redirect to HTTPS} */
    public List<ListenAddress> redirectHttp() {
        return redirectHttp;
    }

    /** {@return the port of HTTPS as clients reach it, for redirects; 0 for that of the first address with TLS} */
    public int httpsPort() {
        return httpsPort;
    }

    /** Collects settings, and checks them together in {@link #build()}. Not thread-safe. */
    public static final class Builder {

        static final String DEFAULT_HOST = "0.0.0.0";
        private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

        String host;
        Integer port;
        final List<String> listen = new ArrayList<>();
        boolean ipv4 = true;
        boolean ipv6 = true;
        Path unixSocket = null;
        Set<PosixFilePermission> unixSocketPerms = PosixFilePermissions.fromString("rw-------");
        List<ServerSocketChannel> inheritedChannels = List.of();
        int backlog = 1024;
        int threads = Math.max(16, 4 * PROCESSORS);
        boolean virtualThreads = false;
        Handoff handoff = Handoff.ADAPTIVE;
        int dispatchers = Math.max(1, PROCESSORS / 8);
        int connectionLimit = 1000;
        Duration cleanupInterval = Duration.ofSeconds(30);
        Duration channelTimeout = Duration.ofSeconds(120);
        Duration shutdownGrace = Duration.ofSeconds(10);
        int channelRequestLookahead = 0;
        int recvBytes = 65_536;
        long inbufOverflow = 4_194_304;
        long outbufOverflow = 1_048_576;
        long outbufHighWatermark = 16_777_216;
        long bufferMemory = Runtime.getRuntime().maxMemory() / 8;
        int responseBufferSize = 8192;
        int maxRequestHeaderSize = 262_144;
        int maxHeaderCount = 100;
        long maxRequestBodySize = 1_073_741_824;
        String ident = "waitress";
        String serverName = "waitress.invalid";
        String urlScheme = "http";
        String urlPrefix = "";
        boolean exposeTracebacks = false;
        boolean logSocketErrors = true;
        final AdmissionSettings.Builder admission = new AdmissionSettings.Builder();
        final ManagementSettings.Builder management = new ManagementSettings.Builder();
        final ProxySettings.Builder proxy = new ProxySettings.Builder();
        final TlsSettings.Builder tls = new TlsSettings.Builder();
        final List<String> redirectHttp = new ArrayList<>();
        int httpsPort;

        private Builder() {
        }

        /**
         * Sets {@link Settings#host()}.
         *
         * @param host a name, an IPv4 address, an IPv6 address with or without brackets, or {@code *}
         * @return this
         */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /**
         * Sets {@link Settings#port()}.
         *
         * @param port 0 to 65535
         * @return this
         */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /**
         * Sets the addresses of {@link Settings#listen()}, replacing those set before. May not be combined with host,
         * port, unixSocket or inheritedChannels.
         *
         * @param addresses each in a form that {@link ListenAddress#parse} reads
         * @return this
         */
        public Builder listen(String... addresses) {
            listen.clear();
            listen.addAll(List.of(addresses));
            return this;
        }

        /**
         * Sets {@link Settings#ipv4()}.
         *
         * @param enabled false to use IPv6 only
         * @return this
         */
        public Builder ipv4(boolean enabled) {
            ipv4 = enabled;
            return this;
        }

        /**
         * Sets {@link Settings#ipv6()}.
         *
         * @param enabled false to use IPv4 only
         * @return this
         */
        public Builder ipv6(boolean enabled) {
            ipv6 = enabled;
            return this;
        }

        /**
         * Sets {@link Settings#unixSocket()}.
         *
         * @param path where the socket file is made; null for none
         * @return this
         */
        public Builder unixSocket(Path path) {
            unixSocket = path;
            return this;
        }

        /**
         * Sets {@link Settings#unixSocketPerms()}.
         *
         * @param permissions for example {@code PosixFilePermissions.fromString("rw-rw----")}
         * @return this
         */
        public Builder unixSocketPerms(Set<PosixFilePermission> permissions) {
            unixSocketPerms = Set.copyOf(permissions);
            return this;
        }

        /**
         * Sets {@link Settings#inheritedChannels()}.
         *
         * @param channels bound channels, all TCP or all Unix domain; replaces what was set
         * @return this
         */
        public Builder inheritedChannels(ServerSocketChannel... channels) {
            inheritedChannels = List.of(channels);
            return this;
        }

        /**
         * Sets {@link Settings#backlog()}.
         *
         * @param connections 1 or more
         * @return this
         */
        public Builder backlog(int connections) {
            backlog = connections;
            return this;
        }

        /**
         * Sets {@link Settings#threads()}.
         *
         * @param count 1 to 100000
         * @return this
         */
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /**
         * Sets {@link Settings#virtualThreads()}.
         *
         * @param enabled true for virtual threads
         * @return this
         */
        public Builder virtualThreads(boolean enabled) {
            virtualThreads = enabled;
            return this;
        }

        /**
         * Sets {@link Settings#handoff()}.
         *
         * @param who who runs the application
         * @return this
         */
        public Builder handoff(Handoff who) {
            handoff = Objects.requireNonNull(who, "handoff");
            return this;
        }

        /**
         * Sets {@link Settings#dispatchers()}.
         *
         * @param count 1 to 1000
         * @return this
         */
        public Builder dispatchers(int count) {
            dispatchers = count;
            return this;
        }

        /**
         * Sets {@link Settings#connectionLimit()}.
         *
         * @param connections 1 or more
         * @return this
         */
        public Builder connectionLimit(int connections) {
            connectionLimit = connections;
            return this;
        }

        /**
         * Sets {@link Settings#cleanupInterval()}.
         *
         * @param interval 1 millisecond to 365 days
         * @return this
         */
        public Builder cleanupInterval(Duration interval) {
            cleanupInterval = interval;
            return this;
        }

        /**
         * Sets {@link Settings#channelTimeout()}.
         *
         * @param timeout 1 millisecond to 365 days
         * @return this
         */
        public Builder channelTimeout(Duration timeout) {
            channelTimeout = timeout;
            return this;
        }

        /**
         * Sets {@link Settings#shutdownGrace()}.
         *
         * @param grace 0 to 365 days
         * @return this
         */
        public Builder shutdownGrace(Duration grace) {
            shutdownGrace = grace;
            return this;
        }

        /**
         * Sets {@link Settings#channelRequestLookahead()}.
         *
         * @param requests 0 or more
         * @return this
         */
        public Builder channelRequestLookahead(int requests) {
            channelRequestLookahead = requests;
            return this;
        }

        /**
         * Sets {@link Settings#recvBytes()}.
         *
         * @param bytes 512 or more
         * @return this
         */
        public Builder recvBytes(int bytes) {
            recvBytes = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#inbufOverflow()}.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder inbufOverflow(long bytes) {
            inbufOverflow = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#outbufOverflow()}.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder outbufOverflow(long bytes) {
            outbufOverflow = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#outbufHighWatermark()}.
         *
         * @param bytes 1 or more
         * @return this
         */
        public Builder outbufHighWatermark(long bytes) {
            outbufHighWatermark = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#bufferMemory()}.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder bufferMemory(long bytes) {
            bufferMemory = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#responseBufferSize()}.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder responseBufferSize(int bytes) {
            responseBufferSize = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#maxRequestHeaderSize()}.
         *
         * @param bytes 64 or more
         * @return this
         */
        public Builder maxRequestHeaderSize(int bytes) {
            maxRequestHeaderSize = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#maxHeaderCount()}.
         *
         * @param fields 1 or more
         * @return this
         */
        public Builder maxHeaderCount(int fields) {
            maxHeaderCount = fields;
            return this;
        }

        /**
         * Sets {@link Settings#maxRequestBodySize()}.
         *
         * @param bytes 0 or more
         * @return this
         */
        public Builder maxRequestBodySize(long bytes) {
            maxRequestBodySize = bytes;
            return this;
        }

        /**
         * Sets {@link Settings#ident()}.
         *
         * @param ident visible ASCII, spaces inside; null or empty for no field
         * @return this
         */
        public Builder ident(String ident) {
            this.ident = ident == null ? "" : ident;
            return this;
        }

        /**
         * Sets {@link Settings#serverName()}.
         *
         * @param name a host name or address without port
         * @return this
         */
        public Builder serverName(String name) {
            serverName = name;
            return this;
        }

        /**
         * Sets {@link Settings#urlScheme()}.
         *
         * @param scheme {@code http} or {@code https}
         * @return this
         */
        public Builder urlScheme(String scheme) {
            urlScheme = scheme.toLowerCase(Locale.ROOT);
            return this;
        }

        /**
         * Sets {@link Settings#urlPrefix()}.
         *
         * @param prefix slashes at its ends are adjusted; empty for none
         * @return this
         */
        public Builder urlPrefix(String prefix) {
            urlPrefix = withLeadingSlash(prefix);
            return this;
        }

        /**
         * Sets {@link Settings#exposeTracebacks()}.
         *
         * @param enabled true to show them; not for production
         * @return this
         */
        public Builder exposeTracebacks(boolean enabled) {
            exposeTracebacks = enabled;
            return this;
        }

        /**
         * Sets {@link Settings#logSocketErrors()}.
         *
         * @param enabled false not to log it
         * @return this
         */
        public Builder logSocketErrors(boolean enabled) {
            logSocketErrors = enabled;
            return this;
        }

        /**
         * Sets what {@link Settings#admission()} has, as in
         * {@code admission(admission -> admission.queueTimeout(Duration.ofSeconds(10)))}.
         *
         * @param change applied to what was set before
         * @return this
         */
        public Builder admission(Consumer<AdmissionSettings.Builder> change) {
            change.accept(admission);
            return this;
        }

        /**
         * Sets what {@link Settings#management()} has, as in {@code management(it -> it.healthPath("/healthz"))}.
         *
         * @param change applied to what was set before
         * @return this
         */
        public Builder management(Consumer<ManagementSettings.Builder> change) {
            change.accept(management);
            return this;
        }

        /**
         * Sets what {@link Settings#proxy()} has, as in {@code proxy(proxy -> proxy.trusted("10.0.0.0/8").count(2))}.
         *
         * @param change applied to what was set before
         * @return this
         */
        public Builder proxy(Consumer<ProxySettings.Builder> change) {
            change.accept(proxy);
            return this;
        }

        /**
         * Sets what {@link Settings#tls()} has, as in {@code tls(tls -> tls.keystore(file).password("secret"))}.
         *
         * @param change applied to what was set before
         * @return this
         */
        public Builder tls(Consumer<TlsSettings.Builder> change) {
            change.accept(tls);
            return this;
        }

        /**
         * Sets the addresses of {@link Settings#redirectHttp()}, replacing those set before. Needs an address to listen
         * on with TLS.
         *
         * @param addresses each in a form that {@link ListenAddress#parse} reads
         * @return this
         */
        public Builder redirectHttp(String... addresses) {
            redirectHttp.clear();
            redirectHttp.addAll(List.of(addresses));
            return this;
        }

        /**
         * Sets {@link Settings#httpsPort()}, for a service that clients reach by another port than the server's own, as
         * behind a proxy that speaks TLS.
         *
         * @param number from 0 to 65535
         * @return this builder
         */
        public Builder httpsPort(int number) {
            httpsPort = number;
            return this;
        }

        /**
         * Checks all settings together.
         *
         * @return the settings
         * @throws SettingsException if any is out of range or contradicts another; it names each of them
         */
        public Settings build() {
            SettingsRules.check(this);
            return new Settings(this);
        }

        String host() {
            return host == null ? DEFAULT_HOST : host;
        }

        int port() {
            return port == null ? ListenAddress.DEFAULT_PORT : port;
        }

        private List<ListenAddress> listenAddresses() {
            if (!inheritedChannels.isEmpty()) {
                return List.of();
            }
            if (unixSocket != null) {
                return List.of(new ListenAddress.Unix(unixSocket));
            }
            if (listen.isEmpty()) {
                return List.of(ListenAddress.ofHost(host(), port()));
            }
            List<ListenAddress> addresses = new ArrayList<>();
            for (String address : listen) {
                addresses.add(ListenAddress.parse(address));
            }
            return List.copyOf(addresses);
        }

        private static String withLeadingSlash(String prefix) {
            String inner = prefix.strip().replaceAll("^/+|/+$", "");
            return inner.isEmpty() ? "" : "/" + inner;
        }
    }
}

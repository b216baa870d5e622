package io.waitress.core;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.ExchangeObserver;
import io.waitress.core.http.Headers;
import io.waitress.core.internal.http1.Http1ProtocolFactory;
import io.waitress.core.internal.http1.ServerStatus;
import io.waitress.core.internal.log.AccessLog;
import io.waitress.core.internal.metrics.Exposition;
import io.waitress.core.internal.metrics.Negotiation;
import io.waitress.core.internal.metrics.RequestMetrics;
import io.waitress.core.internal.metrics.ServerMetrics;
import io.waitress.core.internal.net.Counters;
import io.waitress.core.internal.net.Dispatcher;
import io.waitress.core.internal.net.ListenerKind;
import io.waitress.core.internal.net.NetworkServer;
import io.waitress.core.internal.net.Refusals;
import io.waitress.core.internal.net.ServerState;
import io.waitress.core.internal.net.Service;
import io.waitress.core.internal.net.TransportFactory;
import io.waitress.core.internal.tls.TlsLayer;
import io.waitress.core.internal.work.StuckTasks;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.proxy.TrustedProxy;
import io.waitress.core.settings.ListenAddress;
import io.waitress.core.settings.ManagementSettings;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server for one {@link Application}.
 *
 * <pre>{@code
 * Application hello = exchange -> exchange.response().write(ByteBuffer.wrap("Hello".getBytes()));
 * try (WaitressServer server = WaitressServer.create(hello, Settings.builder().listen("127.0.0.1:0").build()).start()) {
 *     System.out.println(server.uri());
 *     server.join();
 * }
 * }</pre>
 *
 * <p>A server can be started again after it was stopped, and several can run in one JVM: they share nothing. All
 * methods may be called from any thread, except that a request cannot stop the server that runs it, because stopping
 * waits for running requests. A server keeps the JVM up until it has stopped.
 */
public final class WaitressServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WaitressServer.class);
    private static final String NAME = "waitress";

    private final Settings settings;
    private final Application application;

    /** Null for none. */
    private volatile ExchangeObserver observer;

    /** Held while the server starts or stops. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    /** The current or last run, or null before the first. Written under {@code lifecycle}. */
    private volatile Run run;

    private WaitressServer(Application application, Settings settings) {
        this.settings = settings;
        this.application = new TrustedProxy(settings, application);
    }

    /**
     * Creates a server that does nothing yet.
     *
     * @param application what answers the requests
     * @param settings its settings
     * @return the server, to be started
     */
    public static WaitressServer create(Application application, Settings settings) {
        return new WaitressServer(application, settings);
    }

    /**
     * Sets who is told of every exchange, from the next start on.
     *
     * @param told called by many threads at once; null for nobody
     * @return this server
     */
    public WaitressServer observer(ExchangeObserver told) {
        observer = told;
        return this;
    }

    /**
     * Reads the certificates, if there are any, starts the application, opens the access log, if there is to be one, then
     * binds the addresses. When this returns, connections are accepted.
     *
     * @return this server
     * @throws IOException if an address cannot be bound or a file of {@link Settings#tls()} or the access log cannot be used; the message
     *     names it. The application has been stopped again
     * @throws IllegalStateException if the server is running, or if the application failed to start with a checked
     *     exception, which is the cause then; an unchecked one is thrown as it is
     */
    public WaitressServer start() throws IOException {
        lifecycle.lock();
        try {
            if (run != null && !run.ended) {
                throw new IllegalStateException("The server is running already");
            }
            TlsLayer tls = settings.tls().enabled() ? TlsLayer.open(settings, NAME) : null;
            startApplication();
            run = startNetwork(tls);
            LOG.debug("Listening on {}", addresses());
            return this;
        } finally {
            lifecycle.unlock();
        }
    }

    /**
     * Stops the server as {@link #stop(Duration)} does, with the setting {@code shutdownGrace}; before that, for the time
     * of the setting {@code shutdownDelay}, it only says that it is not ready. An interrupt of the calling thread ends
     * that time.
     *
     * @throws IllegalStateException if called by a request that the server runs
     */
    public void stop() {
        Run current = run;
        requireOutside(current);
        if (current != null) {
            current.leave(settings.management().shutdownDelay());
        }
        stop(settings.shutdownGrace());
    }

    private static void requireOutside(Run current) {
        if (current != null && (current.workers.onWorker() || current.network.onDispatcher())) {
            throw new IllegalStateException("A request cannot stop the server that runs it, because stopping waits for "
                    + "running requests; stop it from another thread");
        }
    }

    /**
     * Stops the server: no more connections are accepted, idle ones are closed, running requests may end. What has not
     * ended after the grace is cut off and its workers are interrupted. Then the application is stopped. Returns when
     * all that has happened, also if the calling thread is interrupted, which it then remains; has no effect on a server
     * that is not running.
     *
     * @param grace how long running requests may take; zero for not at all
     * @throws IllegalStateException if called by a request that the server runs
     */
    public void stop(Duration grace) {
        requireOutside(run);
        lifecycle.lock();
        try {
            if (run != null && !run.ended) {
                try {
                    run.network.stop(grace);
                } finally {
                    end(run);
                }
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** Ends what depends on a network that has stopped, once: by who stops it, or by its own last thread if it failed. */
    private void end(Run stopped) {
        lifecycle.lock();
        try {
            if (!stopped.ended) {
                stopped.ended = true;
                stopped.closeTls();
                application.stop();
                stopped.closeLogs();
                LOG.info("Stopped");
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops the server, as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Waits until the server has stopped accepting and serving requests, whoever stops it. Returns at once if it is not
     * running.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void join() throws InterruptedException {
        Run current = run;
        if (current != null) {
            current.network.awaitStopped();
        }
    }

    /**
     * Tells whether connections are accepted.
     *
     * @return true from the end of {@link #start} until a stop begins
     */
    public boolean running() {
        Run current = run;
        return current != null && current.network.state() == ServerState.RUNNING;
    }

    /**
     * Returns what made the server stop by itself: an error of the virtual machine, as when memory runs out, or of the
     * system.
     *
     * @return the cause; null if the server is running, was never started, or was stopped by its owner
     */
    public Throwable failure() {
        Run current = run;
        return current == null ? null : current.network.failure();
    }

    /**
     * Returns the addresses on which the application is served, in the order of the settings, with the ports that the
     * system chose.
     *
     * @return the addresses; empty if the server was never started
     */
    public List<ListenAddress> addresses() {
        Run current = run;
        return current == null ? List.of() : current.network.bound().stream()
                .filter(bound -> bound.kind().servesApplication()).map(WaitressServer::address).toList();
    }

    /**
     * Returns the port of the first TCP address.
     *
     * @return the port, from 1 to 65535
     * @throws IllegalStateException if the server was never started, or listens on Unix sockets only
     */
    public int port() {
        return uri().getPort();
    }

    /**
     * Returns where a client on this machine reaches the first TCP address, without a path.
     *
     * @return for example {@code http://127.0.0.1:8080}, or https with TLS
     * @throws IllegalStateException if the server was never started, or listens on Unix sockets only
     */
    public URI uri() {
        List<URI> uris = uris();
        if (uris.isEmpty()) {
            throw new IllegalStateException("The server listens on no TCP address: " + addresses());
        }
        return uris.get(0);
    }

    /**
     * Returns where a client on this machine reaches the TCP addresses, without paths. An address that stands for all
     * of the machine's is given as {@code localhost}.
     *
     * @return one URI for each TCP address, in the order of {@link #addresses}
     */
    public List<URI> uris() {
        Run current = run;
        return current == null ? List.of() : current.network.bound().stream()
                .filter(bound -> bound.kind().servesApplication())
                .filter(bound -> bound.address() instanceof InetSocketAddress).map(WaitressServer::uri).toList();
    }

    /**
     * Returns where plain HTTP is answered by a redirect to HTTPS, without paths.
     *
     * @return one URI for each TCP address, in the order of the setting {@code redirectHttp}
     */
    public List<URI> redirectUris() {
        return uris(ListenerKind.REDIRECT);
    }

    /**
     * Returns where the server tells how it is, and nothing else, without paths.
     *
     * @return one URI for each TCP address, in the order of the setting {@code managementListen}
     */
    public List<URI> managementUris() {
        return uris(ListenerKind.MANAGEMENT);
    }

    private List<URI> uris(ListenerKind kind) {
        List<URI> uris = new ArrayList<>();
        Run current = run;
        if (current != null) {
            for (NetworkServer.Bound bound : current.network.bound()) {
                if (bound.kind() == kind && bound.address() instanceof InetSocketAddress) {
                    uris.add(uri(bound));
                }
            }
        }
        return List.copyOf(uris);
    }

    /** Returns what each dispatcher has asked of the system so far, for tests. */
    List<Counters> counters() {
        return dispatchers().stream().map(Dispatcher::counters).toList();
    }

    /** Returns how often clients were refused for a reason, for tests. */
    long refused(Refusals.Reason reason) {
        return run.network.refusals().count(reason);
    }

    /** Returns how much memory the buffers of all connections take, for tests. */
    long bufferedBytes() {
        return run.network.memory().budget().used();
    }

    /** For tests. */
    List<Dispatcher> dispatchers() {
        return run.network.dispatchers();
    }

    private static ListenAddress address(NetworkServer.Bound bound) {
        return ListenAddress.of(bound.address());
    }

    private static URI uri(NetworkServer.Bound bound) {
        InetSocketAddress address = (InetSocketAddress) bound.address();
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "localhost" : host.getHostAddress();
        int zone = name.indexOf('%');
        String literal = zone < 0 ? name : name.substring(0, zone);
        String scheme = bound.kind() == ListenerKind.TLS ? ListenAddress.HTTPS : ListenAddress.HTTP;
        return URI.create(scheme + (literal.indexOf(':') < 0 ? literal : '[' + literal + ']') + ':'
                + address.getPort());
    }

    private void startApplication() throws IOException {
        try {
            application.start(settings);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The application failed to start: " + e.getMessage(), e);
        }
    }

    private Run startNetwork(TlsLayer tls) throws IOException {
        boolean started = false;
        Run created = null;
        try {
            created = new Run(settings, application, tls, observer, this::end);
            created.network.start();
            created.watchFiles(settings);
            created.show(settings);
            started = true;
            return created;
        } finally {
            if (!started) {
                application.stop();
                if (created != null) {
                    created.closeLogs();
                }
            }
        }
    }

    /** What exists from a start to the next. */
    private static final class Run implements ServerStatus {

        private final Application application;
        private final ExchangeObserver observer;
        private final AccessLog accessLog;      // null for none
        private final ServerMetrics metrics;    // null if nobody asks
        private final StuckTasks stuck;         // null if nobody asks
        private final WorkerPool workers;
        private final NetworkServer network;
        /** Null without certificates. */
        private final TlsLayer tls;
        private final int httpsPort;    // as it is set

        /** Ends that the figures are shown; null if they are not. Guarded as the next. */
        private Runnable shown;
        /** Guarded by {@link WaitressServer#lifecycle}. */
        private boolean ended;

        /** Whether the server is about to stop. */
        private volatile boolean leaving;

        Run(Settings settings, Application application, TlsLayer tls, ExchangeObserver observer,
                Consumer<Run> onStopped) throws IOException {
            if (settings.management().jmx()) {
                ServerMetrics.requireBeans();
            }
            this.application = application;
            this.accessLog = accessLog(settings.management());
            RequestMetrics requests = settings.management().metricsPath().isEmpty() && !settings.management().jmx()
                    ? null : new RequestMetrics();
            this.observer = observers(requests, observers(observer, accessLog));
            this.tls = tls;
            httpsPort = settings.httpsPort();
            workers = WorkerPool.create(settings, NAME);
            stuck = settings.management().stuckRequestThreshold().isZero() ? null
                    : StuckTasks.watching(settings.management().stuckRequestThreshold(), NAME);
            network = new NetworkServer(settings, NAME, workers, services(settings, application),
                    () -> onStopped.accept(this));
            metrics = requests == null ? null
                    : new ServerMetrics(settings, requests, workers, network, tls, accessLog,
                            stuck);
        }

        private static AccessLog accessLog(ManagementSettings settings) throws IOException {
            return settings.accessLog().isEmpty() ? null
                    : AccessLog.open(settings.accessLog(), settings.accessLogFormat(), NAME);
        }

        /** Either may be null. */
        private static ExchangeObserver observers(ExchangeObserver one, ExchangeObserver other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return observation -> {
                try {
                    one.ended(observation);
                } finally {
                    other.ended(observation);
                }
            };
        }

        /** Shows the figures by JMX, if they are to be. */
        private void show(Settings settings) {
            if (settings.management().jmx()) {
                SocketAddress first = network.bound().get(0).address();
                shown = metrics.show(first instanceof InetSocketAddress address ? Integer.toString(address.getPort())
                        : first.toString());
            }
        }

        private void closeLogs() {
            if (shown != null) {
                shown.run();
            }
            if (stuck != null) {
                stuck.close();
            }
            if (accessLog != null) {
                accessLog.close();
            }
        }

        private Map<ListenerKind, Service> services(Settings settings, Application application) {
            Map<ListenerKind, Service> services = new EnumMap<>(ListenerKind.class);
            services.put(ListenerKind.PLAIN, new Service(TransportFactory.PLAIN, http(settings, application)));
            if (tls != null) {
                services.put(ListenerKind.TLS, new Service(tls, http(settings, application)));
                services.put(ListenerKind.REDIRECT, new Service(TransportFactory.PLAIN,
                        http(settings, new HttpsRedirect(this::httpsPort))));
            }
            if (!settings.management().managementListen().isEmpty()) {
                services.put(ListenerKind.MANAGEMENT, new Service(TransportFactory.PLAIN, http(settings, null)));
            }
            return services;
        }

        private Http1ProtocolFactory http(Settings settings, Application application) {
            return new Http1ProtocolFactory(settings, application, workers, stuck, observer, this);
        }

        /** Goes on for some time, but is not ready any more. */
        void leave(Duration delay) {
            leaving = true;
            try {
                if (!delay.isZero()) {
                    network.awaitStopped(delay);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean ready() {
            return !leaving && network.state() == ServerState.RUNNING && application.ready();
        }

        @Override
        public Report metrics(Headers request) {
            Exposition.Format format = Negotiation.format(request);
            return new Report(format.contentType(), metrics.text(format));
        }

        /** Returns the port of HTTPS as clients reach it: unless it is set, the first with TLS, or 0. */
        @Override
        public int httpsPort() {
            return httpsPort != 0 ? httpsPort : network.bound().stream().filter(bound -> bound.kind() == ListenerKind.TLS)
                    .mapToInt(bound -> ((InetSocketAddress) bound.address()).getPort()).findFirst().orElse(0);
        }

        private void watchFiles(Settings settings) {
            if (tls != null) {
                network.every(settings.cleanupInterval(), tls::checkFiles);
            }
        }

        private void closeTls() {
            if (tls != null) {
                tls.close();
            }
        }

        @Override
        public boolean draining() {
            return network.draining();
        }
    }
}

package io.waitress.core.internal.metrics;

import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.log.AccessLog;
import io.waitress.core.internal.net.Census;
import io.waitress.core.internal.net.Counters;
import io.waitress.core.internal.net.Dispatcher;
import io.waitress.core.internal.net.NetworkServer;
import io.waitress.core.internal.net.Refusals;
import io.waitress.core.internal.tls.TlsLayer;
import io.waitress.core.internal.work.StuckTasks;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All figures of one server. Requests are counted as they end, everything else is looked up when somebody asks. Any
 * thread; nothing here blocks.
 */
public final class ServerMetrics {

    private final Settings settings;
    private final WorkerPool workers;
    private final NetworkServer network;
    private final TlsLayer tls;
    private final AccessLog accessLog;
    private final StuckTasks stuck;
    private final RequestMetrics requests;
    private final JvmMetrics jvm = JvmMetrics.create();

    /**
     * Looks at a server that may not have started yet.
     *
     * @param requests told of every exchange
     * @param tls null without certificates
     * @param accessLog null for none
     * @param stuck null if nobody looks for stuck requests
     */
    public ServerMetrics(Settings settings, RequestMetrics requests, WorkerPool workers, NetworkServer network,
            TlsLayer tls, AccessLog accessLog, StuckTasks stuck) {
        this.settings = settings;
        this.requests = requests;
        this.workers = workers;
        this.network = network;
        this.tls = tls;
        this.accessLog = accessLog;
        this.stuck = stuck;
        text(Exposition.Format.PROMETHEUS);     // so that nobody waits for classes to be loaded
    }

    /**
     * Sees to it that {@link #show} will work.
     *
     * @throws IllegalStateException without the module java.management
     */
    public static void requireBeans() {
        if (!JvmMetrics.managed()) {
            throw new IllegalStateException("jmx: needs the module java.management, which this Java does not have");
        }
    }

    /** Returns all figures as text. */
    public String text(Exposition.Format format) {
        Exposition text = new Exposition(format);
        write(text);
        return text.finish();
    }

    /**
     * Shows the figures by JMX.
     *
     * @param name tells the server from others of this JVM
     * @return ends that
     */
    public Runnable show(String name) {
        return ServerBean.register(this, name);
    }

    private void write(MetricSink sink) {
        writeServer(sink);
        jvm.write(sink);
    }

    /** Tells what is not the virtual machine's. */
    void writeServer(MetricSink sink) {
        requests.write(sink);
        writeWorkers(sink);
        writeConnections(sink);
        writeBuffers(sink);
        writeRefusals(sink);
    }

    private void writeWorkers(MetricSink sink) {
        int busy = Math.min(workers.busy(), settings.threads());
        sink.family(MetricSink.Kind.GAUGE, "waitress_workers", "Workers that run a request, and others there may be.");
        sink.sample(busy, "state", "busy");
        sink.sample(settings.threads() - busy, "state", "idle");
        gauge(sink, "waitress_workers_limit", "Greatest number of workers.", settings.threads());
        gauge(sink, "waitress_queue_length", "Connections with a request that waits for a worker.", workers.queued());
        if (stuck != null) {
            gauge(sink, "waitress_stuck_requests", "Requests that run for longer than stuckRequestThreshold.",
                    stuck.stuck());
            counter(sink, "waitress_stuck_requests_found", "Requests that have run for longer than that.",
                    stuck.found());
        }
    }

    private void writeConnections(MetricSink sink) {
        List<Dispatcher> dispatchers = network.dispatchers();
        int idle = 0;
        int active = 0;
        int closing = 0;
        for (Dispatcher dispatcher : dispatchers) {
            Census census = dispatcher.census();
            idle += census.idle();
            active += census.active();
            closing += census.closing();
        }
        sink.family(MetricSink.Kind.GAUGE, "waitress_connections",
                "Connections, with something under way, between two requests, or at their end.");
        sink.sample(active, "state", "active");
        sink.sample(idle, "state", "idle");
        sink.sample(closing, "state", "closing");
        gauge(sink, "waitress_connections_limit", "Greatest number of connections.", settings.connectionLimit());
        counter(sink, "waitress_connections_accepted", "Connections that were accepted.",
                sum(dispatchers, Counters::connections));
        counter(sink, "waitress_received_bytes", "Bytes received from clients, as they are on the wire.",
                sum(dispatchers, Counters::bytesRead));
        counter(sink, "waitress_sent_bytes", "Bytes sent to clients, as they are on the wire.",
                sum(dispatchers, Counters::bytesWritten));
    }

    private static long sum(List<Dispatcher> dispatchers, ToLongFunction<Counters> figure) {
        long sum = 0;
        for (Dispatcher dispatcher : dispatchers) {
            sum += figure.applyAsLong(dispatcher.counters());
        }
        return sum;
    }

    private void writeBuffers(MetricSink sink) {
        MemoryBudget budget = network.memory().budget();
        gauge(sink, "waitress_buffer_bytes", "Memory that bodies and pending output take.", budget.used());
        gauge(sink, "waitress_buffer_limit_bytes", "Memory that bodies and pending output may take.", budget.limit());
        counter(sink, "waitress_spill_files", "Bodies and responses that needed a temporary file.", budget.spilled());
    }

    private void writeRefusals(MetricSink sink) {
        sink.family(MetricSink.Kind.COUNTER, "waitress_refused",
                "Clients that were refused something or cut off, by the setting they went beyond.");
        for (Refusals.Reason reason : Refusals.Reason.values()) {
            sink.sample(network.refusals().count(reason), "reason", reason.setting());
        }
        if (tls != null) {
            sink.family(MetricSink.Kind.COUNTER, "waitress_tls_handshakes", "TLS handshakes that have ended.");
            sink.sample(tls.handshakesAgreed(), "result", "ok");
            sink.sample(tls.handshakesFailed(), "result", "failed");
        }
        if (accessLog != null) {
            counter(sink, "waitress_access_log_dropped", "Lines that the access log has lost.", accessLog.dropped());
        }
    }

    private static void gauge(MetricSink sink, String name, String help, double value) {
        sink.family(MetricSink.Kind.GAUGE, name, help);
        sink.sample(value);
    }

    private static void counter(MetricSink sink, String name, String help, double value) {
        sink.family(MetricSink.Kind.COUNTER, name, help);
        sink.sample(value);
    }
}

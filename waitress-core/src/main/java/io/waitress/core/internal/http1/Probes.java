package io.waitress.core.internal.http1;

import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.Headers;
import io.waitress.core.settings.ManagementSettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers those who ask how the server is: on the dispatcher, so that they are answered as well when every worker is
 * busy. Dispatcher role.
 */
final class Probes {

    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);
    private static final CannedAnswer ALIVE = CannedAnswer.line(200, "alive");
    private static final CannedAnswer READY = CannedAnswer.line(200, "ready");
    private static final CannedAnswer NOT_READY = CannedAnswer.line(503, "not ready");
    private static final CannedAnswer NOT_FOUND = CannedAnswer.line(404, "not found");
    private static final CannedAnswer NOT_ALLOWED = new CannedAnswer(405, ErrorResponses.CONTENT_TYPE,
            "use GET or HEAD\r\n", "GET, HEAD");

    /** What a proxy adds: who asks for figures through one is not on this machine, though the proxy may be. */
    private static final String[] PROXIED = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-Real-IP", "Via"};

    private final String healthPath;    // null for none, as the next two
    private final String readyPath;
    private final String metricsPath;
    /** Whether nothing else is served here. */
    private final boolean alone;
    private final ServerStatus server;

    private Probes(ManagementSettings settings, boolean alone, ServerStatus server) {
        this.healthPath = orNull(settings.healthPath());
        this.readyPath = orNull(settings.readyPath());
        this.metricsPath = alone || settings.managementListen().isEmpty() ? orNull(settings.metricsPath()) : null;
        this.alone = alone;
        this.server = server;
    }

    /**
     * Returns what the server answers itself, or null if that is nothing.
     *
     * @param alone whether the application is not served here, so that everything is answered
     */
    static Probes of(ManagementSettings settings, boolean alone, ServerStatus server) {
        boolean metrics = !settings.metricsPath().isEmpty() && settings.managementListen().isEmpty();
        return alone || metrics || !settings.healthPath().isEmpty() || !settings.readyPath().isEmpty()
                ? new Probes(settings, alone, server) : null;
    }

    /**
     * Returns the answer to a request, or null if it is the application's.
     *
     * @param peer the other end of the connection
     */
    CannedAnswer answer(RequestHead request, SocketAddress peer) {
        String path = request.path();
        boolean metrics = path.equals(metricsPath) && (alone || local(request.headers(), peer));
        if (!metrics && !path.equals(healthPath) && !path.equals(readyPath)) {
            return alone ? NOT_FOUND : null;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return NOT_ALLOWED;
        }
        if (metrics) {
            return metrics(request.headers());
        }
        return path.equals(healthPath) ? ALIVE : ready() ? READY : NOT_READY;
    }

    private static boolean local(Headers headers, SocketAddress peer) {
        if (peer instanceof InetSocketAddress address && !address.getAddress().isLoopbackAddress()) {
            return false;
        }
        for (String field : PROXIED) {
            if (headers.contains(field)) {
                return false;
            }
        }
        return true;
    }

    /** The path of a request may be empty, too. */
    private static String orNull(String path) {
        return path.isEmpty() ? null : path;
    }

    private CannedAnswer metrics(Headers headers) {
        try {
            ServerStatus.Report report = server.metrics(headers);
            return new CannedAnswer(200, report.contentType(), report.text(), null);
        } catch (RuntimeException e) {
            LOG.error("The figures cannot be told", e);
            return CannedAnswer.line(500, "the figures cannot be told");
        }
    }

    private boolean ready() {
        try {
            return server.ready();
        } catch (RuntimeException e) {
            LOG.error("The application failed to say whether it is ready", e);
            return false;
        }
    }
}

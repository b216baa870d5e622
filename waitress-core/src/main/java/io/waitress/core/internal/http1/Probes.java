package io.waitress.core.internal.http1;

import io.waitress.core.exchange.RequestHead;
import io.waitress.core.settings.ManagementSettings;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers those who ask how the server is: on the dispatcher, so that they are answered as well when every worker is
 * busy. Dispatcher role.
 */
final class Probes {

    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);
    private static final CannedAnswer ALIVE = new CannedAnswer(200, "alive", null);
    private static final CannedAnswer READY = new CannedAnswer(200, "ready", null);
    private static final CannedAnswer NOT_READY = new CannedAnswer(503, "not ready", null);
    private static final CannedAnswer NOT_ALLOWED = new CannedAnswer(405, "use GET or HEAD", "GET, HEAD");

    private final String healthPath;    // null for none, as the next
    private final String readyPath;
    private final BooleanSupplier ready;

    private Probes(ManagementSettings settings, BooleanSupplier ready) {
        this.healthPath = orNull(settings.healthPath());
        this.readyPath = orNull(settings.readyPath());
        this.ready = ready;
    }

    /**
     * Returns the probes that are set, or null if there are none.
     *
     * @param ready tells whether requests are welcome
     */
    static Probes of(ManagementSettings settings, BooleanSupplier ready) {
        return settings.healthPath().isEmpty() && settings.readyPath().isEmpty() ? null : new Probes(settings, ready);
    }

    /** Returns the answer to a request, or null if it is the application's. */
    CannedAnswer answer(RequestHead request) {
        String path = request.path();
        boolean health = path.equals(healthPath);
        if (!health && !path.equals(readyPath)) {
            return null;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return NOT_ALLOWED;
        }
        return health ? ALIVE : ready() ? READY : NOT_READY;
    }

    /** The path of a request may be empty, too. */
    private static String orNull(String path) {
        return path.isEmpty() ? null : path;
    }

    private boolean ready() {
        try {
            return ready.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.error("The application failed to say whether it is ready", e);
            return false;
        }
    }
}

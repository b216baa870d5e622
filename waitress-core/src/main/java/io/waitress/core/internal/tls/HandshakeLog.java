package io.waitress.core.internal.tls;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells which handshakes have failed, but not all of them: a client decides how often that is. Any thread.
 */
final class HandshakeLog {

    static final int MOST = 10;
    static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);
    private static final int MAX_REASON = 200;

    private final Level level;
    // Guarded by this.
    private long begun;
    private int told;
    private int untold;

    HandshakeLog(Level level) {
        this.level = level;
    }

    /**
     * Tells of one, or counts it.
     *
     * @param reason may quote what the client has sent
     */
    void failed(long nowNanos, Object client, String reason) {
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        int before;
        synchronized (this) {
            boolean first = told == 0 || nowNanos - begun >= PERIOD_NANOS;
            before = first ? untold : 0;
            if (first) {
                begun = nowNanos;
                told = 0;
                untold = 0;
            } else if (told == MOST) {
                untold++;
                return;
            }
            told++;
        }
        if (before > 0) {
            LOG.atLevel(level).log("{} more TLS handshakes failed", before);
        }
        LOG.atLevel(level).log("TLS handshake with {} failed: {}", client, printable(reason));
    }

    private static String printable(String reason) {
        String text = String.valueOf(reason);
        return text.substring(0, Math.min(text.length(), MAX_REASON)).replaceAll("\\p{Cntrl}", "?");
    }
}

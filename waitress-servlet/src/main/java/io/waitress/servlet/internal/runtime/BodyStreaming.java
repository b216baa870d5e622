package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.text.MediaType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether requests to one servlet start before their body is there. The servlet's init parameter decides if there is
 * one. Else, if the server streams bodies and the servlet supports asynchronous processing, what it has shown does:
 *
 * <pre>
 *   UNKNOWN ──sets a ReadListener──► LISTENS ──reads blocking──► BLOCKS
 *      └──reads blocking───────────────────────────────────────────┘
 * </pre>
 *
 * <p>One that listens starts early, one that blocks does not, so that it makes no worker wait for a slow client. While
 * that is unknown, requests start early one by one, so that at most one worker waits for finding out; a second after
 * the last, another may try, since nothing tells of a request that has shown nothing. Forms that the server itself reads
 * when somebody, perhaps a filter, asks for parameters start late, and show nothing of the servlet. Safe from any thread.
 */
final class BodyStreaming {

    /** The init parameter that decides: true or false. */
    static final String PARAMETER = "io.waitress.streaming";

    private static final Logger LOG = LoggerFactory.getLogger(BodyStreaming.class);
    private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Habit { UNKNOWN, LISTENS, BLOCKS }

    private final String servlet;
    private final boolean declared;     // by the init parameter, so that habits do not count
    private final boolean possible;
    private final boolean multipart;    // whether the server reads such forms
    private final AtomicLong trialEnds;
    private final AtomicReference<Habit> habit = new AtomicReference<>(Habit.UNKNOWN);

    private BodyStreaming(ServletDefinition servlet, boolean declared, boolean possible, long nowNanos) {
        this.servlet = servlet.name();
        this.multipart = servlet.multipart() != null;
        this.declared = declared;
        this.possible = possible;
        this.trialEnds = new AtomicLong(nowNanos);
    }

    /**
     * Returns how a servlet begins.
     *
     * @param streamBodies whether the server streams bodies
     * @throws IllegalArgumentException if the init parameter is neither true nor false
     */
    static BodyStreaming of(ServletDefinition servlet, boolean streamBodies, long nowNanos) {
        String parameter = servlet.initParameters().get(PARAMETER);
        if (parameter == null) {
            return new BodyStreaming(servlet, false, streamBodies && servlet.asyncSupported(), nowNanos);
        }
        if (!parameter.equals("true") && !parameter.equals("false")) {
            throw new IllegalArgumentException("Servlet '" + servlet.name() + "' has the init parameter " + PARAMETER
                    + " with the value '" + parameter + "'; expected true or false");
        }
        return new BodyStreaming(servlet, true, parameter.equals("true"), nowNanos);
    }

    /** Tells whether any request may start early. */
    boolean possible() {
        return possible;
    }

    /**
     * Tells whether a request whose body is late is to start early.
     *
     * @param contentType of the body, or null
     */
    boolean startsEarly(String contentType, long nowNanos) {
        if (!possible || declared) {
            return possible;
        }
        Habit shown = habit.get();
        if (shown == Habit.BLOCKS || isForm(contentType)) {
            return false;
        }
        if (shown == Habit.LISTENS) {
            return true;
        }
        long ends = trialEnds.get();
        return nowNanos - ends >= 0 && trialEnds.compareAndSet(ends, nowNanos + TRIAL_NANOS);
    }

    private boolean isForm(String contentType) {
        String essence = contentType == null ? "" : MediaType.essence(contentType);
        return essence.equals(RequestParameters.FORM) || multipart && essence.equals(MultipartForm.TYPE);
    }

    /** Notes how a body that arrives is read: blocking, or by a listener. */
    void read(boolean blocking) {
        if (declared) {
            return;
        }
        if (!blocking) {
            habit.compareAndSet(Habit.UNKNOWN, Habit.LISTENS);
        } else if (habit.getAndSet(Habit.BLOCKS) != Habit.BLOCKS) {
            LOG.info("Servlet '{}' does not read request bodies by a ReadListener, so it is called when they are "
                    + "complete", servlet);
        }
    }
}

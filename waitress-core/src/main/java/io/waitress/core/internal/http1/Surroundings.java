package io.waitress.core.internal.http1;

import io.waitress.core.internal.work.StuckTasks;
import org.slf4j.MDC;

/** What is around application code while it runs for an exchange. Safe from any thread. */
final class Surroundings {

    private static final String REQUEST = "requestId";
    private static final String TRACE = "traceId";

    private Surroundings() {
    }

    /** Returns the task with what is known of the request around it. */
    static Runnable around(Http1Exchange exchange, Runnable task) {
        return () -> {
            Entered entered = enter(exchange);
            try {
                task.run();
            } finally {
                entered.leave();
            }
        };
    }

    /** Lets the log, and who looks for stuck threads, know of the request, on the calling thread until {@link Entered#leave}. */
    static Entered enter(Http1Exchange exchange) {
        StuckTasks stuck = exchange.context().stuck();
        StuckTasks.Running running = stuck == null ? null : stuck.begin(exchange.describe());
        if (exchange.requestId() == null) {
            return new Entered(running, false, null, null);
        }
        Entered before = new Entered(running, true, MDC.get(REQUEST), MDC.get(TRACE));
        put(REQUEST, exchange.requestId());
        put(TRACE, exchange.request() == null ? null : RequestIds.trace(exchange.request().headers()));
        return before;
    }

    private static void put(String key, String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    /**
     * What there was before: code of one request may end another one.
     *
     * @param running what looks for stuck threads knows it by, or null
     * @param named whether the log was told
     * @param request null for none
     * @param trace null for none
     */
    record Entered(StuckTasks.Running running, boolean named, String request, String trace) {

        /** Restores it. Called by the thread that has entered. */
        void leave() {
            if (named) {
                put(REQUEST, request);
                put(TRACE, trace);
            }
            if (running != null) {
                running.end();
            }
        }
    }
}

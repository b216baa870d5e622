package io.waitress.servlet.internal.runtime;

/**
 * How far a context is on its way, which decides who may change its configuration.
 *
 * <pre>
 *   INITIALIZERS ──► LISTENERS ⇄ RESTRICTED          RESTRICTED: while a listener runs that was not declared
 *                        └──────► RUNNING ──► STOPPED
 * </pre>
 */
final class ContextPhase {

    enum Phase { INITIALIZERS, LISTENERS, RESTRICTED, RUNNING, STOPPED }

    private volatile Phase phase = Phase.INITIALIZERS;  // written by the thread that starts or stops the context

    Phase current() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    /**
     * Refuses a change of the configuration outside of the start.
     *
     * @throws IllegalStateException if the context has been initialised
     * @throws UnsupportedOperationException as {@link #requireUnrestricted}
     */
    void requireConfigurable(String method) {
        requireUnrestricted(method);
        if (!configurable()) {
            throw new IllegalStateException(method + " after the context has been initialised");
        }
    }

    /** Tells whether the context is still starting. */
    boolean configurable() {
        return phase != Phase.RUNNING && phase != Phase.STOPPED;
    }

    /**
     * Refuses a call of a listener that was not declared in a descriptor or by annotation.
     *
     * @throws UnsupportedOperationException if such a listener runs (Servlet 6.1, section 4.4)
     */
    void requireUnrestricted(String method) {
        if (phase == Phase.RESTRICTED) {
            throw new UnsupportedOperationException(method + " called by a ServletContextListener that was declared "
                    + "neither in a descriptor nor by @WebListener");
        }
    }
}

package io.waitress.core.settings;

import java.util.Locale;

/** Which thread runs the application for a request that a dispatcher has read. */
public enum Handoff {

    /** Always a worker. */
    WORKERS,

    /**
     * The dispatcher's own thread if requests with the same method and path have been short of late, else a worker. If
     * such a request is not short after all, another thread takes the dispatcher's work over within about a millisecond.
     */
    ADAPTIVE;

    /**
     * Finds a constant by its name.
     *
     * @param name the name in any case
     * @return the constant
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Handoff parse(String name) {
        for (Handoff handoff : values()) {
            if (handoff.name().equalsIgnoreCase(name)) {
                return handoff;
            }
        }
        throw new IllegalArgumentException("expected workers or adaptive");
    }

    /** Returns the name in lower case, as it stands in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

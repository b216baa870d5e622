package io.waitress.servlet.internal.runtime;

/**
 * What holds for all applications of a host.
 *
 * @param crossContext whether applications may get each other's context, and so dispatch to each other
 * @param streamBodies whether servlets that support asynchronous processing start before a late body is there
 */
public record HostOptions(boolean crossContext, boolean streamBodies) {

    /** Neither. */
    public static final HostOptions DEFAULT = new HostOptions(false, false);
}

package io.waitress.servlet.internal.runtime;

/** Where a dispatch leads: to a path or to a servlet by name. Immutable. */
interface Destination {

    /**
     * Returns the target of a forward.
     *
     * @param before what the request shows now
     * @param lineQuery the query of the request line, or null
     */
    DispatchTarget forward(DispatchTarget before, String lineQuery);

    /**
     * Returns the target of an include: paths and query stay those of the including resource.
     *
     * @param before what the request shows now
     */
    DispatchTarget include(DispatchTarget before);
}

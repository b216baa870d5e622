package io.waitress.servlet.internal.scan;

/** How much of its classes an index knows. */
public enum Depth {

    /** The annotations that say what a deployment descriptor could say. */
    DEPLOYMENT,

    /** Those, and what every class extends, implements and is annotated with, members included. */
    HIERARCHY
}

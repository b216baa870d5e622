package io.waitress.core.internal.log;

import io.waitress.core.exchange.Observation;

/** Makes a line of an exchange. Used by one thread. */
@FunctionalInterface
interface LogFormat {

    /** Appends the line, without its end. */
    void append(StringBuilder line, Observation exchange);
}

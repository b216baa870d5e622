package io.waitress.core.internal.net;

/** The clock of a dispatcher: nanoseconds from an arbitrary origin, as {@link System#nanoTime()}. Faked in tests. */
@FunctionalInterface
public interface Ticker {

    /** The system's clock. */
    Ticker SYSTEM = System::nanoTime;

    /** Returns the time; only differences mean something. */
    long nanos();
}

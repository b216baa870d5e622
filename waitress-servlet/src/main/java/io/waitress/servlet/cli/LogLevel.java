package io.waitress.servlet.cli;

import java.util.Locale;

/** How much the program logs. */
enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    private static volatile LogLevel least = INFO;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes this the level from which on everything is logged. */
    void apply() {
        least = this;
    }

    /** Tells whether messages of this level are logged. */
    boolean enabled() {
        return compareTo(least) >= 0;
    }
}

package io.waitress.servlet.cli;

import java.util.Locale;
import org.slf4j.LoggerFactory;

/** How much the server logs. */
enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    private static final String PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Makes this the level of the log backend; has to be called before the first logger is made. The backend takes the
     * level from a system property, which is gone again afterwards: an application may bring a backend of the same
     * kind, and its level is not ours to set.
     */
    void apply() {
        String before = System.setProperty(PROPERTY, text());
        LoggerFactory.getLogger(LogLevel.class);
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }
}

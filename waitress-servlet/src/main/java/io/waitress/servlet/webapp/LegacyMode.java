package io.waitress.servlet.webapp;

/**
 * Whether an application is converted that was made for {@code javax.servlet}, of Java EE, so that it runs on
 * {@code jakarta.servlet}, and finds the parts of the API that newer versions removed.
 */
public enum LegacyMode {

    /** If its classes show that it was made for {@code javax.servlet}. */
    AUTO,

    /** In any case. */
    ON,

    /** Never. */
    OFF
}

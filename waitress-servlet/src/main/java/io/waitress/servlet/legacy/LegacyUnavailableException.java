package io.waitress.servlet.legacy;

import jakarta.servlet.Servlet;
import jakarta.servlet.UnavailableException;

/** The exception with the constructors of Servlet 2.1, which name the servlet. */
public class LegacyUnavailableException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    private final transient Servlet servlet;

    /**
     * Says that a servlet is unavailable for good.
     *
     * @param servlet the servlet
     * @param message why
     */
    public LegacyUnavailableException(Servlet servlet, String message) {
        super(message);
        this.servlet = servlet;
    }

    /**
     * Says that a servlet is unavailable for a while.
     *
     * @param seconds how long; zero or negative if unknown
     * @param servlet the servlet
     * @param message why
     */
    public LegacyUnavailableException(int seconds, Servlet servlet, String message) {
        super(message, seconds);
        this.servlet = servlet;
    }

    /**
     * Says that something is unavailable for good.
     *
     * @param message why
     */
    public LegacyUnavailableException(String message) {
        this(null, message);
    }

    /**
     * Says that something is unavailable for a while.
     *
     * @param message why
     * @param seconds how long; zero or negative if unknown
     */
    public LegacyUnavailableException(String message, int seconds) {
        this(seconds, null, message);
    }

    /**
     * Returns the servlet.
     *
     * @return the servlet, or null if none was named
     */
    public Servlet getServlet() {
        return servlet;
    }
}

package io.waitress.servlet.legacy;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;

/** A context of an application that was made for {@code javax.servlet.ServletContext}. */
public interface LegacyServletContext extends ServletContext {

    /**
     * Returned a servlet until Servlet 2.1.
     *
     * @param name ignored
     * @return null
     * @throws ServletException never
     */
    default Servlet getServlet(String name) throws ServletException {
        return null;
    }

    /**
     * Returned all servlets until Servlet 2.0.
     *
     * @return none
     */
    default Enumeration<Servlet> getServlets() {
        return Collections.emptyEnumeration();
    }

    /**
     * Returned the names of all servlets until Servlet 2.1.
     *
     * @return none
     */
    default Enumeration<String> getServletNames() {
        return Collections.emptyEnumeration();
    }

    /**
     * Logs.
     *
     * @param exception what happened
     * @param message what to say of it
     */
    default void log(Exception exception, String message) {
        log(message, exception);
    }
}

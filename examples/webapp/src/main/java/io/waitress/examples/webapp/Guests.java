package io.waitress.examples.webapp;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sessions that are alive, and gives the count to the servlets as a context attribute. */
public class Guests implements ServletContextListener, HttpSessionListener {

    static final String ATTRIBUTE = "guests";

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        event.getServletContext().setAttribute(ATTRIBUTE, count);
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        count.incrementAndGet();
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        count.decrementAndGet();
    }
}

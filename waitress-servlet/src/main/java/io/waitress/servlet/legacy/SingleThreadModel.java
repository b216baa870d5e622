package io.waitress.servlet.legacy;

/** A servlet that is called by one thread at a time (Servlet 2.3, section 2.2.1; gone with 6.0). */
public interface SingleThreadModel {
}

package io.waitress.servlet.internal.jsp;

import jakarta.servlet.Servlet;
import java.util.function.Supplier;

/** Makes the servlets that run an application's pages, anew at each of its starts. */
record PageServlets(PageSetup setup) implements Supplier<Servlet> {

    @Override
    public Servlet get() {
        return new PageServlet(setup);
    }
}

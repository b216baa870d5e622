package io.waitress.servlet.internal.runtime;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The last link: calls the servlet, or answers 404 where none is mapped.
 *
 * @param servlet the servlet, or null
 */
record ChainEnd(ServletHolder servlet) implements Chain {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        if (servlet == null) {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (!servlet.asyncSupported()) {
            ServletRequestImpl.of(request).asyncSupported(false);
        }
        servlet.service(request, response);
    }
}

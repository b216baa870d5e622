package io.waitress.servlet.internal.runtime;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * One link of a resolved filter chain. Links are immutable and hold no state of a request, so a chain is resolved once
 * and then shared by all requests on the same path: running it allocates nothing.
 */
interface Chain extends FilterChain {

    /** Returns the servlet at the end, or null if the chain ends with "not found". */
    ServletHolder servlet();

    @Override
    void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException;
}

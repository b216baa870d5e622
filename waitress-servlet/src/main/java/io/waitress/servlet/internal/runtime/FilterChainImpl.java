package io.waitress.servlet.internal.runtime;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** A link with a filter. */
final class FilterChainImpl implements Chain {

    private final Filter filter;
    private final boolean asyncSupported;
    private final Chain next;

    FilterChainImpl(FilterHolder holder, Chain next) {
        this.filter = holder.filter();
        this.asyncSupported = holder.asyncSupported();
        this.next = next;
    }

    @Override
    public ServletHolder servlet() {
        return next.servlet();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        if (!asyncSupported) {
            ServletRequestImpl.of(request).asyncSupported(false);
        }
        filter.doFilter(request, response, next);
    }
}

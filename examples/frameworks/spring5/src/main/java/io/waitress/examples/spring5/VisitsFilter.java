package io.waitress.examples.spring5;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.FilterChain;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts requests, once for each. */
public class VisitsFilter extends OncePerRequestFilter {

    private final AtomicInteger visits = new AtomicInteger();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setIntHeader("X-Visit", visits.incrementAndGet());
        chain.doFilter(request, response);
    }
}

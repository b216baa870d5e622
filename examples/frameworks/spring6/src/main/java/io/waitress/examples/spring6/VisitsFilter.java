package io.waitress.examples.spring6;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

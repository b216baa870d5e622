package io.waitress.examples.webapp;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells the browser when the request reached the application; look for Server-Timing in its network panel. */
public class TimingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Server-Timing", "worker;desc=\"" + Thread.currentThread().getName() + "\"");
        chain.doFilter(request, response);
    }
}

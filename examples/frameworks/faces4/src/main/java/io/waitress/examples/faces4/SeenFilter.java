package io.waitress.examples.faces4;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;

/** A filter into which Weld injects. */
@WebFilter("/menu")
public class SeenFilter implements Filter {

    @Inject
    private Menu menu;

    @Override
    public void init(FilterConfig config) {
        config.getServletContext().log("dishes: " + menu.dishes().size());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute("seen", "seen by a filter with " + menu.dishes().size() + " dishes");
        chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
        menu = null;
    }
}

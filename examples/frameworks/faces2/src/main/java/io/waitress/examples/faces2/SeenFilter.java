package io.waitress.examples.faces2;

import javax.inject.Inject;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.annotation.WebFilter;
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

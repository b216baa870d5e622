package io.waitress.servlet.internal.jsp;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.util.Enumeration;
import java.util.Map;

/**
 * A servlet's configuration as the engine sees it: with parameters for the engine that the servlet did not set. They are
 * not among the names, for pages to see only their own. No record: expressions see nothing of those but their
 * components. Immutable.
 */
final class PageConfig implements ServletConfig {

    private final ServletConfig config;
    private final Map<String, String> defaults;

    PageConfig(ServletConfig config, Map<String, String> defaults) {
        this.config = config;
        this.defaults = Map.copyOf(defaults);
    }

    @Override
    public String getServletName() {
        return config.getServletName();
    }

    @Override
    public ServletContext getServletContext() {
        return config.getServletContext();
    }

    @Override
    public String getInitParameter(String name) {
        String own = config.getInitParameter(name);
        return own != null ? own : defaults.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return config.getInitParameterNames();
    }
}

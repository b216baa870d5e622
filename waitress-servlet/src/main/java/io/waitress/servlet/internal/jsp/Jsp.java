package io.waitress.servlet.internal.jsp;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the engine of JSP pages. Links against none: there need not be one. */
public final class Jsp {

    private static final Logger LOG = LoggerFactory.getLogger(Jsp.class);

    /** What a server that has no engine is told to add. */
    private static final String ADVICE = "that needs a JSP engine (org.mortbay.jasper:apache-jsp) on its class path";

    private static final String ENGINE = "org/apache/jasper/servlet/JspServletWrapper.class";

    private Jsp() {
    }

    /** Tells who starts such an application if there is no engine. */
    static void warnIfMissing() {
        if (!available()) {
            LOG.warn("The application has JSP pages, which this server cannot run: {}", ADVICE);
        }
    }

    /**
     * Makes the factory that an application finds by {@code JspFactory.getDefaultFactory()}. Called when it loads that
     * class, since there may have been no page before.
     */
    public static void provideFactory() {
        if (available()) {
            JasperRuntime.prepare();
        }
    }

    /**
     * Starts an engine.
     *
     * @param part tells the compiled pages of several engines of one application apart
     * @throws ServletException if it cannot start, or there is none
     */
    static PageEngine start(ServletConfig config, PageSetup setup, String part) throws ServletException {
        if (!available()) {
            throw new ServletException("This server cannot run JSP pages: " + ADVICE);
        }
        return JasperEngine.start(config, setup, part);
    }

    /** Tells whether there is an engine. */
    public static boolean available() {
        return Jsp.class.getClassLoader().getResource(ENGINE) != null;
    }
}

package io.waitress.servlet.internal.jsp;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;

/**
 * Runs the page that the request's path names, or one page that is declared as a servlet. The engine starts with the
 * first page that exists.
 */
final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The init parameter that names the page of a servlet that is one. */
    static final String PAGE = "jspFile";

    private final transient PageSetup setup;
    private final transient Object starting = new Object();
    private transient volatile PageEngine engine;   // written under the lock; null unless pages are run
    private boolean destroyed;                      // guarded by the lock
    private String ownPage;                         // or null

    PageServlet(PageSetup setup) {
        this.setup = setup;
    }

    @Override
    public void init() throws ServletException {
        ownPage = getInitParameter(PAGE);
        try {
            if (ownPage != null) {
                if (exists(ownPage)) {
                    engine().load(ownPage);
                }
            } else if (setup.precompile()) {
                Precompilation.run(getServletContext(), engine());
            }
        } catch (IOException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = ownPage != null ? ownPage : path(request);
        PageEngine running = engine;
        if (running == null) {
            if (!exists(path)) {
                missing(path, request, response);
                return;
            }
            running = engine();
        }
        if (!running.service(path, request, response)) {
            missing(path, request, response);
        }
    }

    /** The page of an include is in attributes of the request, which shows the including page's paths. */
    private static String path(HttpServletRequest request) {
        String path = (String) request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
        String rest = path == null
                ? request.getPathInfo()
                : (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
        String start = path == null ? request.getServletPath() : path;
        return rest == null ? start : start + rest;
    }

    private boolean exists(String path) throws IOException {
        URL page = getServletContext().getResource(path);
        return page != null && getServletContext().getResourcePaths(path) == null;
    }

    private static void missing(String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) != null) {
            throw new FileNotFoundException("There is no page " + path + " to include");
        }
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }

    /** A request that comes later than the end must not start what nobody ends. */
    private PageEngine engine() throws ServletException {
        synchronized (starting) {
            if (destroyed) {
                throw new UnavailableException("The application has ended");
            }
            if (engine == null) {
                engine = Jsp.start(getServletConfig(), setup, ownPage == null ? "" : getServletName());
            }
            return engine;
        }
    }

    @Override
    public void destroy() {
        synchronized (starting) {
            destroyed = true;
            if (engine != null) {
                engine.close();
                engine = null;
            }
        }
    }
}

package io.waitress.servlet.internal.runtime;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.function.Function;

/**
 * A dispatcher that was asked for before the application runs, as frameworks do in listeners: where it leads is looked
 * up whenever it is used. Immutable.
 */
final class EarlyDispatcher implements RequestDispatcher {

    private final ServletContextImpl context;
    private final Function<Router, RequestDispatcher> lookup;

    private EarlyDispatcher(ServletContextImpl context, Function<Router, RequestDispatcher> lookup) {
        this.context = context;
        this.lookup = lookup;
    }

    /** Returns a dispatcher of a path that begins with a slash, or null if it is invalid. */
    static RequestDispatcher byPath(ServletContextImpl context, String path) {
        return Router.valid(path) ? new EarlyDispatcher(context, router -> router.byPath(path)) : null;
    }

    /** Returns a dispatcher of a servlet, or null if there is none of that name yet. */
    static RequestDispatcher byName(ServletContextImpl context, String name) {
        return context.components().hasServlet(name)
                ? new EarlyDispatcher(context, router -> router.byName(name))
                : null;
    }

    @Override
    public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        found().forward(request, response);
    }

    @Override
    public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        found().include(request, response);
    }

    private RequestDispatcher found() {
        Router running = context.router();
        RequestDispatcher found = running == null ? null : lookup.apply(running);
        if (found == null) {
            throw new IllegalStateException(running == null
                    ? "The application does not run yet: nothing can be dispatched"
                    : "The servlet of this dispatcher is not enabled");
        }
        return found;
    }
}

package io.waitress.servlet.internal.runtime;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** A forward or an include into another application: with its class loader, and heard of by its request listeners. */
final class ForeignDispatch {

    private ForeignDispatch() {
    }

    /** Runs the chain of the target, which the request shows already. */
    static void run(ServletRequestImpl inner, DispatchTarget target, ServletRequest request, ServletResponse response)
            throws ServletException, IOException {
        ServletContextImpl context = target.context();
        Listeners listeners = context.listeners();
        boolean enters = listeners.hearRequests() && !inside(context, target.parent());
        context.invocation().runInside(enters ? announced(listeners, inner, target.chain()) : target.chain(), request,
                response);
    }

    /** A request is in the scope of an application while it is in its filters and servlets (Servlet 6.1, 11.3). */
    private static FilterChain announced(Listeners listeners, ServletRequestImpl inner, FilterChain chain) {
        return (request, response) -> {
            listeners.requestInitialized(inner);
            try {
                chain.doFilter(request, response);
            } finally {
                listeners.requestDestroyed(inner);
            }
        };
    }

    /** Tells whether a request was in a context before it came to a target. */
    private static boolean inside(ServletContextImpl context, DispatchTarget before) {
        for (DispatchTarget step = before; step != null; step = step.parent()) {
            if (step.context() == context) {
                return true;
            }
        }
        return false;
    }
}

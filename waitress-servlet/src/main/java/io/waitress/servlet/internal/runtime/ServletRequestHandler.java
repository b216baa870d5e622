package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Exchange;

/**
 * Runs the requests of one context: from the exchange to the filter chain and back to the end of the response, with
 * errors and asynchronous cycles in between. Immutable; its methods are called by whoever runs the exchange.
 */
final class ServletRequestHandler {

    private final ServletContextImpl context;
    private final Listeners listeners;
    private final Invocation invocation;
    private final ErrorDispatcher errors;
    private final RequestGuard guard;   // null if anybody may ask for anything and nobody logs in

    ServletRequestHandler(ServletContextImpl context, ErrorDispatcher errors, RequestGuard guard) {
        this.context = context;
        this.listeners = context.listeners();
        this.invocation = context.invocation();
        this.errors = errors;
        this.guard = guard;
    }

    ErrorDispatcher errors() {
        return errors;
    }

    /** Answers a request that has just arrived. */
    void service(Exchange exchange, DispatchTarget target) {
        ServletResponseImpl response = new ServletResponseImpl(exchange, context);
        ServletRequestImpl request = new ServletRequestImpl(exchange, context, response, target);
        boolean returned = false;
        try {
            run(request, response, target);
            returned = true;
        } finally {
            if (!returned) {
                abandon(request);
            }
        }
    }

    private void run(ServletRequestImpl request, ServletResponseImpl response, DispatchTarget target) {
        Throwable thrown = listeners.hearRequests() || guard != null
                ? invocation.run(() -> announceAndRun(request, response, target))
                : invocation.run(target.chain(), request, response);
        AsyncContextImpl async = request.async();
        if (async != null) {
            async.returned(thrown);
            return;
        }
        if (thrown != null) {
            errors.thrown(request, response, thrown);
        } else if (response.errorSent()) {
            errors.sent(request, response);
        } else {
            finish(request, response);
            return;
        }
        if (request.async() == null) {
            finish(request, response);
        } else {
            request.async().returned(null); // the error page has become asynchronous
        }
    }

    private void announceAndRun(ServletRequestImpl request, ServletResponseImpl response, DispatchTarget target)
            throws Exception {
        if (listeners.hearRequests()) {
            listeners.requestInitialized(request);
        }
        if (guard == null || guard.admits(request, response)) {
            target.chain().doFilter(request, response);
        }
    }

    /** Ends the request: nothing of the application runs for it any more. */
    void finish(ServletRequestImpl request, ServletResponseImpl response) {
        if (!request.end()) {
            return;
        }
        try {
            destroyed(request);
            response.finish();
        } finally {
            release(request);
        }
    }

    /** Ends the request after a failure that leaves no error page to be made; the response is the engine's then. */
    void abandon(ServletRequestImpl request) {
        if (!request.end()) {
            return;
        }
        try {
            destroyed(request);
        } finally {
            release(request);
        }
    }

    private void release(ServletRequestImpl request) {
        try {
            request.release();
        } finally {
            Activity activity = context.environment().activity();
            if (activity != null) {
                activity.leave();
            }
        }
    }

    private void destroyed(ServletRequestImpl request) {
        if (listeners.hearRequests()) {
            invocation.runLogged("a request listener", () -> listeners.requestDestroyed(request));
        }
    }
}

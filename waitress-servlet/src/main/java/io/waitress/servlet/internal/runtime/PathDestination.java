package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.runtime.Router.Resolved;
import jakarta.servlet.DispatcherType;

/**
 * A path inside a context.
 *
 * @param router of the context
 * @param rawPath percent-encoded, beginning with a slash, valid
 * @param query the query in the dispatcher's path, or null
 */
record PathDestination(Router router, String rawPath, String query) implements Destination {

    static PathDestination of(Router router, String path) {
        int question = path.indexOf('?');
        return question < 0
                ? new PathDestination(router, path, null)
                : new PathDestination(router, path.substring(0, question), path.substring(question + 1));
    }

    @Override
    public DispatchTarget forward(DispatchTarget before, String lineQuery) {
        return replacing(DispatcherType.FORWARD, before, before, forwarded(before, lineQuery));
    }

    /** An error page is reached as by a forward (Servlet 6.1, section 10.9.1). */
    DispatchTarget error(DispatchTarget before, String lineQuery) {
        return replacing(DispatcherType.ERROR, before, before, forwarded(before, lineQuery));
    }

    /**
     * Returns the target of an asynchronous dispatch.
     *
     * @param before the target whose query and parameters the request keeps
     */
    DispatchTarget async(DispatchTarget before, String lineQuery) {
        return replacing(DispatcherType.ASYNC, before, before.nearestAdding(),
                DispatchAttributes.ofAsync(before.origin().elements(lineQuery)));
    }

    /** The attributes tell of the request before the first of several forwards. */
    private static DispatchAttributes forwarded(DispatchTarget before, String lineQuery) {
        PathElements first = before.attributes().forward();
        return before.attributes().withForward(first == null ? before.elements(lineQuery) : first);
    }

    private DispatchTarget replacing(DispatcherType type, DispatchTarget before, DispatchTarget parent,
            DispatchAttributes attributes) {
        Resolved resolved = router.resolve(type, rawPath);
        return new DispatchTarget(router.context(), type, requestURI(), resolved.route(), resolved.chain(),
                query == null ? before.queryString() : query, query, parent, attributes, null);
    }

    @Override
    public DispatchTarget include(DispatchTarget before) {
        Resolved resolved = router.resolve(DispatcherType.INCLUDE, rawPath);
        Route route = resolved.route();
        PathElements included = new PathElements(requestURI(), router.context().getContextPath(), route.servletPath(),
                route.pathInfo(), query, route.mapping());
        return new DispatchTarget(router.context(), DispatcherType.INCLUDE, before.requestURI(), before.route(),
                resolved.chain(), before.queryString(), query, before, before.attributes().withInclude(included),
                null);
    }

    private String requestURI() {
        return router.context().getContextPath() + rawPath;
    }
}

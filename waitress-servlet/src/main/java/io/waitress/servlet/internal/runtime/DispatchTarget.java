package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.security.Protection;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;

/**
 * What a request shows of the dispatch that it is in. Immutable. Exchanged as a whole when a dispatch begins and put
 * back when it ends; targets of ordinary requests are cached per path and shared by requests, so they hold nothing of
 * one request.
 *
 * @param context the application of the resource
 * @param type the kind of dispatch
 * @param requestURI what {@code getRequestURI} returns
 * @param route the servlet and how the path divides; of an include: that of the including resource
 * @param chain the filters and the servlet to run
 * @param queryString what {@code getQueryString} returns, or null: that of the request line
 * @param addedQuery a query in the path of the dispatcher: its parameters come before those of {@code parent}; or null
 * @param parent the target that this one replaced, or null if this is the first
 * @param attributes the dispatch attributes, never null
 * @param protection what a request that arrives must fulfil, or null; constraints are not for dispatches
 */
record DispatchTarget(
        ServletContextImpl context,
        DispatcherType type,
        String requestURI,
        Route route,
        Chain chain,
        String queryString,
        String addedQuery,
        DispatchTarget parent,
        DispatchAttributes attributes,
        Protection protection) {

    /** The target of a request that has just arrived. */
    static DispatchTarget ofRequest(ServletContextImpl context, String requestURI, Route route, Chain chain,
            Protection protection) {
        return new DispatchTarget(context, DispatcherType.REQUEST, requestURI, route, chain, null, null, null,
                DispatchAttributes.NONE, protection);
    }

    /** Returns what {@code getContextPath} returns: like the other paths that of the including resource. */
    String contextPath() {
        DispatchTarget target = this;
        while (target.type == DispatcherType.INCLUDE) {
            target = target.parent;
        }
        return target.context.getContextPath();
    }

    String servletPath() {
        return route.servletPath();
    }

    String pathInfo() {
        return route.pathInfo();
    }

    HttpServletMapping mapping() {
        return route.mapping();
    }

    /** Returns the servlet at the end of the chain, or null if none is mapped. */
    ServletHolder servlet() {
        return chain.servlet();
    }

    /** Returns the target with which the request arrived. */
    DispatchTarget origin() {
        DispatchTarget target = this;
        while (target.parent != null) {
            target = target.parent;
        }
        return target;
    }

    /** Returns the target of the latest dispatch that was the container's: forwards and includes are left aside. */
    DispatchTarget dispatchedByContainer() {
        DispatchTarget target = this;
        while (target.type == DispatcherType.FORWARD || target.type == DispatcherType.INCLUDE) {
            target = target.parent;
        }
        return target;
    }

    /**
     * Returns the nearest target with the same parameters, which is the origin if no dispatcher has added any: a
     * request that is dispatched again and again gathers nothing.
     */
    DispatchTarget nearestAdding() {
        DispatchTarget target = this;
        while (target.addedQuery == null && target.parent != null) {
            target = target.parent;
        }
        return target;
    }

    /** Returns what the attributes of a later dispatch say of this target. */
    PathElements elements(String lineQuery) {
        return new PathElements(requestURI, contextPath(), servletPath(), pathInfo(),
                queryString == null ? lineQuery : queryString, mapping());
    }
}

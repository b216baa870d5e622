package io.waitress.servlet.internal.runtime;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The request attributes that exist because of a dispatch (Servlet 6.1, sections 9.3.1, 9.4.2 and 9.7.2). They belong
 * to the {@link DispatchTarget}, so they come and go with it, and no listener hears of them. Immutable.
 *
 * @param forward the request before the first forward, or null
 * @param include the resource being included, or null
 * @param async the request before the first asynchronous dispatch, or null
 */
record DispatchAttributes(PathElements forward, PathElements include, PathElements async) {

    static final DispatchAttributes NONE = new DispatchAttributes(null, null, null);

    private static final String PREFIX = "jakarta.servlet.";

    private enum Kind { FORWARD, INCLUDE, ASYNC }

    private record Attribute(Kind kind, Function<PathElements, Object> value) {
    }

    /** Made with the first dispatch that has such attributes. */
    private static final class Table {

        private static final Map<String, Attribute> ATTRIBUTES = Map.ofEntries(
                entry(RequestDispatcher.FORWARD_REQUEST_URI, Kind.FORWARD, PathElements::requestURI),
                entry(RequestDispatcher.FORWARD_CONTEXT_PATH, Kind.FORWARD, PathElements::contextPath),
                entry(RequestDispatcher.FORWARD_SERVLET_PATH, Kind.FORWARD, PathElements::servletPath),
                entry(RequestDispatcher.FORWARD_PATH_INFO, Kind.FORWARD, PathElements::pathInfo),
                entry(RequestDispatcher.FORWARD_QUERY_STRING, Kind.FORWARD, PathElements::queryString),
                entry(RequestDispatcher.FORWARD_MAPPING, Kind.FORWARD, PathElements::mapping),
                entry(RequestDispatcher.INCLUDE_REQUEST_URI, Kind.INCLUDE, PathElements::requestURI),
                entry(RequestDispatcher.INCLUDE_CONTEXT_PATH, Kind.INCLUDE, PathElements::contextPath),
                entry(RequestDispatcher.INCLUDE_SERVLET_PATH, Kind.INCLUDE, PathElements::servletPath),
                entry(RequestDispatcher.INCLUDE_PATH_INFO, Kind.INCLUDE, PathElements::pathInfo),
                entry(RequestDispatcher.INCLUDE_QUERY_STRING, Kind.INCLUDE, PathElements::queryString),
                entry(RequestDispatcher.INCLUDE_MAPPING, Kind.INCLUDE, PathElements::mapping),
                entry(AsyncContext.ASYNC_REQUEST_URI, Kind.ASYNC, PathElements::requestURI),
                entry(AsyncContext.ASYNC_CONTEXT_PATH, Kind.ASYNC, PathElements::contextPath),
                entry(AsyncContext.ASYNC_SERVLET_PATH, Kind.ASYNC, PathElements::servletPath),
                entry(AsyncContext.ASYNC_PATH_INFO, Kind.ASYNC, PathElements::pathInfo),
                entry(AsyncContext.ASYNC_QUERY_STRING, Kind.ASYNC, PathElements::queryString),
                entry(AsyncContext.ASYNC_MAPPING, Kind.ASYNC, PathElements::mapping));

        private static Map.Entry<String, Attribute> entry(
                String name, Kind kind, Function<PathElements, Object> value) {
            return Map.entry(name, new Attribute(kind, value));
        }
    }

    DispatchAttributes withForward(PathElements original) {
        return new DispatchAttributes(original, null, async);
    }

    DispatchAttributes withInclude(PathElements included) {
        return new DispatchAttributes(forward, included, async);
    }

    DispatchAttributes withoutInclude() {
        return include == null ? this : new DispatchAttributes(forward, null, async);
    }

    static DispatchAttributes ofAsync(PathElements original) {
        return new DispatchAttributes(null, null, original);
    }

    /** Returns the value of a dispatch attribute, or null if this is not the name of one or it has none. */
    Object get(String name) {
        if (this == NONE || !name.startsWith(PREFIX)) {
            return null;
        }
        Attribute attribute = Table.ATTRIBUTES.get(name);
        return attribute == null ? null : value(attribute);
    }

    /** Returns the names of the attributes that have a value. */
    List<String> names() {
        if (this == NONE) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        Table.ATTRIBUTES.forEach((name, attribute) -> {
            if (value(attribute) != null) {
                names.add(name);
            }
        });
        return names;
    }

    private Object value(Attribute attribute) {
        PathElements elements = switch (attribute.kind) {
            case FORWARD -> forward;
            case INCLUDE -> include;
            case ASYNC -> async;
        };
        return elements == null ? null : attribute.value.apply(elements);
    }
}

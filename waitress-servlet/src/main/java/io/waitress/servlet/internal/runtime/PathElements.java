package io.waitress.servlet.internal.runtime;

import jakarta.servlet.http.HttpServletMapping;

/**
 * What a request shows of a path: the values of the {@code forward}, {@code include} and {@code async} attributes.
 * Immutable.
 */
record PathElements(
        String requestURI,
        String contextPath,
        String servletPath,
        String pathInfo,
        String queryString,
        HttpServletMapping mapping) {
}

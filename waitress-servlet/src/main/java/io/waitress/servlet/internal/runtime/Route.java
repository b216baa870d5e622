package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.PathMatch;
import jakarta.servlet.http.HttpServletMapping;

/**
 * Where a path leads inside one application. Immutable.
 *
 * @param servlet the servlet, or null if none is mapped
 * @param servletPath the part of the path that belongs to the servlet
 * @param pathInfo the rest, or null
 * @param mapping how the path was mapped
 */
record Route(ServletHolder servlet, String servletPath, String pathInfo, HttpServletMapping mapping) {

    /** Returns where the match of a path leads; a match of null means that no servlet is mapped to it. */
    static Route of(String path, PathMatch<ServletHolder> match) {
        return match == null
                ? new Route(null, path, null, HttpServletMappingImpl.NONE)
                : new Route(match.target(), match.servletPath(), match.pathInfo(), HttpServletMappingImpl.of(match));
    }

    /** Returns the whole path inside the application, which filters are mapped by. */
    String path() {
        return pathInfo == null ? servletPath : servletPath + pathInfo;
    }
}

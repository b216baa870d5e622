package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.HttpException;
import io.waitress.servlet.internal.mapping.PathMapper;
import io.waitress.servlet.internal.mapping.PathMatch;
import io.waitress.servlet.internal.mapping.ProtectedFolders;
import io.waitress.servlet.internal.security.ConstraintTable;
import io.waitress.servlet.internal.security.Protection;
import io.waitress.servlet.internal.text.UriPath;
import io.waitress.servlet.internal.text.UrlEncoding;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.MappingMatch;
import java.util.EnumMap;
import java.util.Map;

/**
 * Finds the servlet and the filters for a path of one context: for requests, for dispatches inside the context and for
 * error pages. Immutable apart from its caches; safe from any thread.
 */
final class Router {

    private final ServletContextImpl context;
    private final PathMapper<ServletHolder> mapper;
    private final FilterChains chains;
    private final WelcomeFiles welcomeFiles;
    private final ConstraintTable constraints;  // null if there are none
    private final Map<String, ServletHolder> servlets;
    private final Map<DispatcherType, PathCache<Resolved>> caches = new EnumMap<>(DispatcherType.class);

    /** Where a path leads, and through which filters, for one kind of dispatch. Immutable. */
    record Resolved(Route route, Chain chain) {
    }

    Router(ServletContextImpl context, PathMapper<ServletHolder> mapper, FilterChains chains,
            WelcomeFiles welcomeFiles, Map<String, ServletHolder> servlets, ConstraintTable constraints) {
        this.context = context;
        this.mapper = mapper;
        this.chains = chains;
        this.welcomeFiles = welcomeFiles;
        this.servlets = servlets;
        this.constraints = constraints;
        for (DispatcherType type : DispatcherType.values()) {
            caches.put(type, new PathCache<>());
        }
    }

    ServletContextImpl context() {
        return context;
    }

    /**
     * Returns the target of a request.
     *
     * @param requestURI as received
     * @param path canonical, inside the context, beginning with a slash or empty
     */
    DispatchTarget request(String requestURI, String path) {
        if (ProtectedFolders.contain(path)) {
            Route nowhere = Route.of(path, null);
            return DispatchTarget.ofRequest(context, requestURI, nowhere, chain(DispatcherType.REQUEST, path, nowhere),
                    protection(path, path));
        }
        String welcome = welcome(path);
        String found = welcome == null ? path : welcome;
        Route route = Route.of(found, mapper.match(found));
        return DispatchTarget.ofRequest(context,
                welcome == null ? requestURI : context.getContextPath() + UrlEncoding.encodePath(welcome),
                route, chain(DispatcherType.REQUEST, found, route), protection(path, found));
    }

    /**
     * Returns what clients must fulfil who ask for a page themselves; null for nothing, or if there can be no such page.
     *
     * @param page a path inside the context, percent-encoded, with or without a query
     */
    Protection protection(String page) {
        if (constraints == null) {
            return null;
        }
        try {
            String path = UriPath.canonical(PathDestination.of(this, page).rawPath());
            String welcome = welcome(path);
            return protection(path, welcome == null ? path : welcome);
        } catch (HttpException ignored) {
            return null;
        }
    }

    /** A folder that a welcome file stands for needs what either needs: neither opens the other. */
    private Protection protection(String path, String found) {
        if (constraints == null) {
            return null;
        }
        Protection protection = constraints.of(path);
        return found.equals(path) ? protection : Protection.both(protection, constraints.of(found));
    }

    /** Returns what stands for a folder that no servlet is mapped to, or null. */
    private String welcome(String path) {
        return dependsOnFiles(path) ? welcomeFiles.find(path, this) : null;
    }

    /** Tells whether what a path leads to can change while the context runs, so that it must not be remembered. */
    boolean dependsOnFiles(String path) {
        return path.endsWith("/") && !servletMapped(path);
    }

    /** Tells whether a servlet other than the default one is mapped to a path. */
    boolean servletMapped(String path) {
        PathMatch<ServletHolder> match = mapper.match(path);
        return match != null && match.kind() != MappingMatch.DEFAULT;
    }

    /** Tells whether requests to any servlet may start before their body is there. */
    boolean streamsBodies() {
        for (ServletHolder servlet : servlets.values()) {
            if (servlet.bodies().possible()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether a request whose body is late is to start early. Looks at no file.
     *
     * @param path canonical, inside the context
     * @param contentType of the body, or null
     */
    boolean startsEarly(String path, String contentType) {
        PathMatch<ServletHolder> match = mapper.match(path);
        return match != null && !context.login().addressed(path)
                && match.target().bodies().startsEarly(contentType, System.nanoTime());
    }

    /**
     * Tells whether a servlet other than the default one answers at a path even if there is no file. The one for pages
     * does not.
     */
    boolean servletAnswers(String path) {
        PathMatch<ServletHolder> match = mapper.match(path);
        boolean page = match != null && match.kind() == MappingMatch.EXTENSION
                && match.target().name().equals(ComponentRegistry.JSP_SERVLET);
        return match != null && match.kind() != MappingMatch.DEFAULT && !page;
    }

    /** Tells whether a servlet for all paths takes the context's path without a slash at the end. */
    boolean servesBarePath() {
        PathMatch<ServletHolder> match = mapper.match("");
        return match != null && match.kind() == MappingMatch.PATH;
    }

    private Chain chain(DispatcherType type, String path, Route route) {
        return chains.resolve(type, path, route.servlet());
    }

    /**
     * Returns where a path leads for a dispatch inside the server.
     *
     * @param rawPath percent-encoded, inside the context, beginning with a slash
     * @throws HttpException if the path is invalid
     */
    Resolved resolve(DispatcherType type, String rawPath) {
        PathCache<Resolved> cache = caches.get(type);
        Resolved resolved = cache.get(rawPath);
        if (resolved == null) {
            String path = UriPath.canonical(rawPath);
            String welcome = welcome(path);
            String found = welcome == null ? path : welcome;
            Route route = Route.of(found, mapper.match(found));
            resolved = new Resolved(route, chain(type, found, route));
            if (!dependsOnFiles(path)) {
                cache.put(rawPath, resolved);
            }
        }
        return resolved;
    }

    /** Returns the chain of a dispatch by name. */
    Chain named(DispatcherType type, ServletHolder servlet) {
        return chains.resolve(type, null, servlet);
    }

    /** Returns the dispatcher of a path that begins with a slash, with or without a query; null if it is invalid. */
    RequestDispatcher byPath(String path) {
        return valid(path) ? new RequestDispatcherImpl(PathDestination.of(this, path)) : null;
    }

    /** Tells whether there may be a dispatcher of a path, with or without a query (Servlet 6.1, section 9.1). */
    static boolean valid(String path) {
        int question = path.indexOf('?');
        try {
            UriPath.canonical(question < 0 ? path : path.substring(0, question));
            return true;
        } catch (HttpException ignored) {
            return false;
        }
    }

    /** Returns the dispatcher of a servlet, or null if there is none of that name. */
    RequestDispatcher byName(String name) {
        ServletHolder servlet = servlets.get(name);
        return servlet == null ? null : new RequestDispatcherImpl(new NamedDestination(this, servlet));
    }
}

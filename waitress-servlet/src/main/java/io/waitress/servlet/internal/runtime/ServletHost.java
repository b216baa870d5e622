package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.exchange.Response;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpException;
import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.text.UriPath;
import io.waitress.servlet.internal.text.UrlEncoding;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The web applications of one server: starts and stops them together, and gives each request to the one with the
 * longest matching context path. May be started again after a stop.
 */
public final class ServletHost implements Application {

    private final List<Deployment> deployments;
    private final HostOptions options;
    private volatile Running running;   // null unless started; written by the thread that starts or stops

    /**
     * One application to be run.
     *
     * @param model what it declares
     * @param resources its resources; not closed here
     * @param classLoader its class loader
     */
    public record Deployment(DeploymentModel model, ResourceBase resources, ClassLoader classLoader) {
    }

    /** What exists between start and stop. Immutable apart from the cache. */
    private record Running(Settings settings, ContextDirectory directory, List<HostedContext> started,
            List<HostedContext> longestFirst, PathCache<DispatchTarget> targets, boolean streamsBodies) {

        static Running of(Settings settings, ContextDirectory directory, List<HostedContext> started) {
            List<HostedContext> longestFirst = started;
            if (started.size() > 1) {
                longestFirst = new ArrayList<>(started);
                longestFirst.sort(Comparator.comparingInt((HostedContext context) -> context.path().length())
                        .reversed());
            }
            boolean streamsBodies = false;
            for (HostedContext context : started) {
                streamsBodies |= context.context().router().streamsBodies();
            }
            return new Running(settings, directory, started, longestFirst, new PathCache<>(), streamsBodies);
        }

        String urlPrefix() {
            return settings.urlPrefix();
        }

        HostedContext at(String path) {
            for (HostedContext context : started) {
                if (context.path().equals(path)) {
                    return context;
                }
            }
            return null;
        }
    }

    /** Where a request leads: its path inside a context, canonical, and what it shows as its URI. */
    private record Location(HostedContext hosted, String requestURI, String path) {
    }

    /**
     * Takes applications together.
     *
     * @param deployments the applications
     * @param options what holds for all of them
     * @throws IllegalArgumentException if there is none, or two of them have the same context path
     */
    public ServletHost(List<Deployment> deployments, HostOptions options) {
        this.deployments = List.copyOf(deployments);
        this.options = options;
        if (deployments.isEmpty() && !options.changing()) {
            throw new IllegalArgumentException("there must be at least one application");
        }
        List<String> seen = new ArrayList<>();
        for (Deployment deployment : deployments) {
            String path = deployment.model().contextPath();
            if (seen.contains(path)) {
                throw new IllegalArgumentException("two applications have the context path '" + path + "'");
            }
            seen.add(path);
        }
    }

    /** Returns the applications, in the order given. */
    public List<Deployment> deployments() {
        return deployments;
    }

    /** Returns what holds for all of them. */
    public HostOptions options() {
        return options;
    }

    /**
     * Returns the context of the first application.
     *
     * @throws IllegalStateException unless started
     */
    public ServletContext servletContext() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the application is not running");
        }
        return now.started.get(0).context();
    }

    @Override
    public void start(Settings settings) throws ServletException, IOException {
        List<HostedContext> started = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (Deployment deployment : deployments) {
            paths.add(settings.urlPrefix() + deployment.model().contextPath());
        }
        ContextDirectory contexts = new ContextDirectory(paths, options.crossContext());
        try {
            for (Deployment deployment : deployments) {
                started.add(HostedContext.start(deployment, contexts, options, settings, null));
            }
        } catch (ServletException | IOException | RuntimeException | Error e) {
            stopAll(started);
            throw e;
        }
        running = Running.of(settings, contexts, started);
    }

    /**
     * Starts an application in place of the one at its path, or beside the others. Requests go to it as soon as it has
     * started; until then, and if it fails, to the former. Called by one thread at a time, which also calls
     * {@link #stop}.
     *
     * @return what ends the former, or null if there was none
     * @throws ServletException if it cannot start
     * @throws IOException if it cannot start
     */
    public RetiredContext deploy(Deployment deployment) throws ServletException, IOException {
        Running before = requireRunning();
        String path = deployment.model().contextPath();
        HostedContext former = before.at(path);
        before.directory.declare(before.urlPrefix() + path);
        HostedContext next = null;
        try {
            next = HostedContext.start(deployment, before.directory, options, before.settings, former);
        } finally {
            if (next == null && former == null) {
                before.directory.forget(before.urlPrefix() + path);
            }
        }
        List<HostedContext> started = new ArrayList<>(before.started);
        if (former == null) {
            started.add(next);
        } else {
            KeptSessions.carryOver(former.context(), next.context());
            started.set(started.indexOf(former), next);
        }
        running = Running.of(before.settings, before.directory, started);
        return former == null ? null : RetiredContext.of(former, next);
    }

    /**
     * Takes an application away: requests to its path are no longer its. Called as {@link #deploy}.
     *
     * @return what ends it, or null if there is none at that path
     */
    public RetiredContext undeploy(String path) {
        Running before = requireRunning();
        HostedContext former = before.at(path);
        if (former == null) {
            return null;
        }
        List<HostedContext> started = new ArrayList<>(before.started);
        started.remove(former);
        running = Running.of(before.settings, before.directory, started);
        before.directory.forget(before.urlPrefix() + path);
        return RetiredContext.of(former, null);
    }

    private Running requireRunning() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the applications are not running");
        }
        return now;
    }

    @Override
    public void stop() {
        Running ended = running;
        running = null;
        if (ended != null) {
            stopAll(ended.started);
        }
    }

    /** Backwards, as what started later may use what was there already. */
    private static void stopAll(List<HostedContext> contexts) {
        for (int i = contexts.size() - 1; i >= 0; i--) {
            contexts.get(i).stop();
        }
    }

    /** What is wrong with a path is for {@link #service} to say. */
    @Override
    public boolean startsEarly(RequestHead request) {
        Running now = running;
        if (now == null || !now.streamsBodies) {
            return false;
        }
        try {
            Location location = locate(now, request.path());
            return location != null && location.hosted.context().router().startsEarly(location.path,
                    request.headers().get("Content-Type"));
        } catch (HttpException ignored) {
            return false;
        }
    }

    @Override
    public void service(Exchange exchange) throws IOException {
        DispatchTarget target;
        Activity activity;
        do {
            Running now = running;
            if (now == null) {
                throw new HttpException(503, "The server is ending");
            }
            String rawPath = exchange.request().path();
            target = now.targets.get(rawPath);
            if (target == null) {
                target = resolve(now, exchange, rawPath);
            }
            if (target == null) {
                return;
            }
            activity = target.context().environment().activity();
        } while (activity != null && !activity.enter());    // retired a moment ago: its successor is there already
        target.context().handler().service(exchange, target);
    }

    /** Returns the target of a request, or null if the request was answered here. */
    private static DispatchTarget resolve(Running now, Exchange exchange, String rawPath) throws IOException {
        if (rawPath.equals("*")) {
            answerForServer(exchange);
            return null;
        }
        if (exchange.request().method().equals("CONNECT")) {
            throw new HttpException(501, "CONNECT asks for a tunnel, and this server is no proxy");
        }
        Location location = locate(now, rawPath);
        if (location == null) {
            throw new HttpException(404, "There is no application at this path");
        }
        return resolve(now, exchange, location.hosted.context(), location.requestURI, location.path);
    }

    /** Returns where a path leads, or null if there is no application. */
    private static Location locate(Running now, String rawPath) {
        String path = UriPath.canonical(rawPath);
        String requestURI = rawPath;
        if (!now.urlPrefix().isEmpty()) {
            if (ContextDirectory.isBelow(now.urlPrefix(), path)) {
                path = path.substring(now.urlPrefix().length());
            } else {
                requestURI = now.urlPrefix() + rawPath; // a proxy has taken the prefix away
            }
        }
        for (HostedContext hosted : now.longestFirst) {
            if (ContextDirectory.isBelow(hosted.path(), path)) {
                return new Location(hosted, requestURI, path.substring(hosted.path().length()));
            }
        }
        return null;
    }

    private static DispatchTarget resolve(Running now, Exchange exchange, ServletContextImpl context,
            String requestURI, String path) throws IOException {
        Router router = context.router();
        if (path.isEmpty() && !router.servesBarePath()) {
            redirectInto(context, exchange);
            return null;
        }
        DispatchTarget target = router.request(requestURI, path);
        String rawPath = exchange.request().path();
        if (rawPath.indexOf(';') < 0 && !router.dependsOnFiles(path)) {
            now.targets.put(rawPath, target);
        }
        return target;
    }

    /**
     * Without the slash relative links of the first page would lead out of the application. The location is absolute,
     * as that of {@code sendRedirect}.
     */
    private static void redirectInto(ServletContextImpl context, Exchange exchange) throws IOException {
        String query = exchange.request().query();
        String method = exchange.request().method();
        Response response = exchange.response();
        response.status(method.equals("GET") || method.equals("HEAD") ? 302 : 307);
        response.headers().set(HeaderName.LOCATION, RedirectLocation.server(exchange.request())
                + UrlEncoding.encodePath(context.getContextPath()) + '/' + (query == null ? "" : '?' + query));
    }

    /** {@code OPTIONS *} asks about the server as a whole (RFC 9110, section 9.3.7). */
    private static void answerForServer(Exchange exchange) {
        if (!exchange.request().method().equals("OPTIONS")) {
            throw new HttpException(400, "The target * is for OPTIONS only");
        }
        exchange.response().headers().set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
}

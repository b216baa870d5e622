package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
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
    private record Running(String urlPrefix, List<HostedContext> contexts, PathCache<DispatchTarget> targets) {
    }

    /**
     * Takes applications together.
     *
     * @param deployments the applications
     * @throws IllegalArgumentException if there is none, or two of them have the same context path
     */
    public ServletHost(List<Deployment> deployments) {
        this.deployments = List.copyOf(deployments);
        if (deployments.isEmpty()) {
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
        String path = deployments.get(0).model().contextPath();
        return now.contexts.stream().filter(context -> context.path().equals(path)).findFirst().orElseThrow().context();
    }

    @Override
    public void start(Settings settings) throws ServletException, IOException {
        List<HostedContext> started = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (Deployment deployment : deployments) {
            paths.add(settings.urlPrefix() + deployment.model().contextPath());
        }
        try {
            for (Deployment deployment : deployments) {
                started.add(HostedContext.start(deployment, paths, settings));
            }
        } catch (ServletException | IOException | RuntimeException | Error e) {
            stopAll(started);
            throw e;
        }
        if (started.size() > 1) {
            started.sort(Comparator.comparingInt((HostedContext context) -> context.path().length()).reversed());
        }
        running = new Running(settings.urlPrefix(), started, new PathCache<>());
    }

    @Override
    public void stop() {
        Running ended = running;
        running = null;
        if (ended != null) {
            stopAll(ended.contexts);
        }
    }

    private static void stopAll(List<HostedContext> contexts) {
        for (int i = contexts.size() - 1; i >= 0; i--) {
            contexts.get(i).stop();
        }
    }

    @Override
    public void service(Exchange exchange) throws IOException {
        Running now = running;
        String rawPath = exchange.request().path();
        DispatchTarget target = now.targets.get(rawPath);
        if (target == null) {
            target = resolve(now, exchange, rawPath);
        }
        if (target != null) {
            target.context().handler().service(exchange, target);
        }
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
        String path = UriPath.canonical(rawPath);
        String requestURI = rawPath;
        if (!now.urlPrefix.isEmpty()) {
            if (isBelow(now.urlPrefix, path)) {
                path = path.substring(now.urlPrefix.length());
            } else {
                requestURI = now.urlPrefix + rawPath; // a proxy has taken the prefix away
            }
        }
        for (HostedContext hosted : now.contexts) {
            if (isBelow(hosted.path(), path)) {
                String inside = path.substring(hosted.path().length());
                return resolve(now, exchange, hosted.context(), requestURI, inside);
            }
        }
        throw new HttpException(404, "There is no application at this path");
    }

    static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
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

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.files.DefaultServlet;
import io.waitress.servlet.internal.mapping.PathMapper;
import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.runtime.ContextPhase.Phase;
import io.waitress.servlet.internal.runtime.ListenerRegistry.LifecycleListener;
import io.waitress.servlet.internal.security.ConstraintTable;
import io.waitress.servlet.internal.session.SessionManager;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops one context, each once, in the order that the specification gives (Servlet 6.1, sections 4.4, 8.2.4
 * and 11.3): initialisers, listeners, filters, servlets; and back. Used by one thread at a time.
 */
final class ContextLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ContextLifecycle.class);

    private final DeploymentModel model;
    private final ServletContextImpl context;
    private final Invocation invocation;
    private final Deque<LifecycleListener> initialised = new ArrayDeque<>();
    private final Map<String, ServletHolder> servlets = new LinkedHashMap<>();
    private final Map<String, FilterHolder> filters = new LinkedHashMap<>();

    ContextLifecycle(DeploymentModel model, ContextEnvironment environment) {
        this.model = model;
        this.context = new ServletContextImpl(model, environment);
        this.invocation = context.invocation();
    }

    ServletContextImpl context() {
        return context;
    }

    /**
     * Starts the application.
     *
     * @param former the sessions of the version of the application that runs, or null
     * @throws ServletException if a part of it fails; what had started is stopped then
     */
    void start(SessionManager former) throws ServletException {
        Throwable thrown;
        try {
            thrown = invocation.run(() -> startParts(former));
        } catch (VirtualMachineError e) {
            stop();
            throw e;
        }
        if (thrown == null) {
            return;
        }
        stop();
        throw new ServletException("The application at '"
                + (context.getContextPath().isEmpty() ? "/" : context.getContextPath()) + "' cannot start: "
                + (thrown.getMessage() == null ? thrown.toString() : thrown.getMessage()), thrown);
    }

    private void startParts(SessionManager former) throws Exception {
        for (InitializerDefinition definition : model.initializers()) {
            Set<Class<?>> types = definition.handledTypes();
            // a set of its own, since JSF removes from it
            definition.initializer().onStartup(types == null ? null : new LinkedHashSet<>(types), context);
        }
        context.phase().enter(Phase.LISTENERS);
        context.listenerRegistry().instantiate(model.listeners());
        for (LifecycleListener listener : context.listenerRegistry().lifecycle()) {
            context.phase().enter(listener.restricted() ? Phase.RESTRICTED : Phase.LISTENERS);
            listener.listener().contextInitialized(new ServletContextEvent(context));
            initialised.push(listener);
        }
        context.phase().enter(Phase.RUNNING);
        if (model.security().login() != null || model.realm() != null) {
            context.login(RealmLogin.of(context));
        }
        if (context.environment().options().sessionStore() != null) {
            KeptSessions.begin(context, former);
        }
        build();
        for (FilterHolder filter : filters.values()) {
            initialise(filter);
        }
        loadOnStartup();
    }

    /** Makes what answers requests of what was declared and registered. */
    private void build() {
        ComponentRegistry components = context.components();
        ContextResources resources = context.environment().resources();
        components.provideDefault(new ComponentSource.Supplied<>(() -> new DefaultServlet(resources.base())));
        for (FilterDefinition filter : components.filterDefinitions()) {
            filters.put(filter.name(), new FilterHolder(filter, context, context.factory()));
        }
        for (ServletDefinition servlet : components.servletDefinitions()) {
            servlets.put(servlet.name(), new ServletHolder(servlet, context, context.factory(),
                    context.environment().options().streamBodies()));
        }
        PathMapper.Builder<ServletHolder> mapper = PathMapper.builder();
        for (Map.Entry<UrlPattern, String> owned : components.servletMappings().owners().entrySet()) {
            mapper.add(owned.getKey(), servlets.get(owned.getValue()));
        }
        if (servlets.containsKey(ComponentRegistry.DEFAULT_SERVLET)) {
            mapper.addIfAbsent(UrlPattern.of("/"), servlets.get(ComponentRegistry.DEFAULT_SERVLET));
        }
        ConstraintTable constraints = model.security().constraints().isEmpty() && !components.hasSecurity()
                ? null
                : ContextConstraints.compile(context);
        Router router = new Router(context, mapper.build(),
                new FilterChains(components.filterMappings().ordered(), filters),
                new WelcomeFiles(model.welcomeFiles(), resources), servlets, constraints);
        ErrorDispatcher errors = new ErrorDispatcher(context, new ErrorPages(model.errorPages()),
                new DefaultErrorPage(context.environment().exposeTracebacks()));
        RequestGuard guard =
                constraints == null && context.login() == Login.NONE ? null : RequestGuard.of(context);
        context.run(router, new ServletRequestHandler(context, errors, guard));
    }

    private static void initialise(FilterHolder filter) throws ServletException {
        try {
            filter.initialise();
        } catch (ServletException | RuntimeException e) {
            throw new ServletException("filter '" + filter.name() + "': " + e.getMessage(), e);
        }
    }

    /** A servlet that is unavailable for now keeps nobody from starting; one that fails otherwise does. */
    private void loadOnStartup() throws ServletException {
        List<ServletHolder> ordered = new ArrayList<>();
        for (ServletHolder servlet : servlets.values()) {
            if (servlet.definition().loadOnStartup() >= 0) {
                ordered.add(servlet);
            }
        }
        if (ordered.size() > 1) {
            ordered.sort(Comparator.comparingInt(servlet -> servlet.definition().loadOnStartup()));
        }
        for (ServletHolder servlet : ordered) {
            try {
                servlet.load();
            } catch (UnavailableException e) {
                LOG.warn("Servlet '{}' starts unavailable: {}", servlet.name(), e.getMessage());
            } catch (ServletException e) {
                throw new ServletException("servlet '" + servlet.name() + "': " + e.getMessage(), e);
            }
        }
    }

    /** Stops what had started, in reverse order; failures are logged. Called once no request runs any more. */
    void stop() {
        for (ServletHolder servlet : reversed(servlets.values())) {
            invocation.runLast("destroying servlet '" + servlet.name() + "'", servlet::destroy);
        }
        for (FilterHolder filter : reversed(filters.values())) {
            invocation.runLast("destroying filter '" + filter.name() + "'", filter::destroy);
        }
        invocation.runLast("ending the sessions", () -> context.sessions().close());
        while (!initialised.isEmpty()) {
            LifecycleListener listener = initialised.pop();
            invocation.runLast("listener " + listener.listener().getClass().getName(),
                    () -> listener.listener().contextDestroyed(new ServletContextEvent(context)));
        }
        context.listenerRegistry().release(invocation);
        context.phase().enter(Phase.STOPPED);
    }

    private static <T> List<T> reversed(Iterable<T> items) {
        Deque<T> reversed = new ArrayDeque<>();
        for (T item : items) {
            reversed.push(item);
        }
        return new ArrayList<>(reversed);
    }
}

package io.waitress.servlet;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ErrorPage;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.internal.model.NamingSettings;
import io.waitress.servlet.internal.model.SecuritySettings;
import io.waitress.servlet.internal.runtime.DeploymentRules;
import io.waitress.servlet.internal.runtime.HostOptions;
import io.waitress.servlet.internal.runtime.KeptSessions;
import io.waitress.servlet.internal.runtime.ServletHost;
import io.waitress.servlet.internal.runtime.ServletHost.Deployment;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.spi.ResourceBase;
import io.waitress.servlet.spi.SessionStore;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A servlet application, or several of them at different context paths, ready to be run by a server.
 *
 * <pre>{@code
 * ServletApplication application = ServletApplication.builder()
 *         .servlet("/hello", new HelloServlet())
 *         .resourceBase(Path.of("static"))
 *         .build();
 * Waitress.serve(application);
 * }</pre>
 *
 * <p>It describes the application; {@link Waitress} or a {@link io.waitress.core.WaitressServer} serves it, and calls
 * {@code start}, {@code service} and {@code stop}. It can be started again after a stop, by one server at a time; each
 * start makes a new {@link ServletContext}. Servlets, filters and listeners that were given as instances are initialised
 * by whoever starts them: that no second server has them, alone or in a composition, is not checked.
 *
 * <p>A servlet that works long learns that its client has gone from the request attribute
 * {@code io.waitress.client_connected}, a {@link java.util.function.BooleanSupplier} that is safe from any thread. The
 * server notices if the setting {@code channelRequestLookahead} is above 0.
 */
public final class ServletApplication implements Application {

    private final ServletHost host;

    private ServletApplication(List<Deployment> deployments, HostOptions options) {
        this.host = new ServletHost(deployments, options);
    }

    /**
     * Returns a builder for one application. It has no JSP pages: what is laid out like a WAR can have some, be it a
     * folder that {@code io.waitress.servlet.webapp.WebApp} loads with a class loader that sees the embedder's classes.
     *
     * @return a builder that holds nothing yet
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes applications with different context paths together. A request goes to the one with the longest path that
     * matches. What was said of one of them by {@link #crossContext()} or {@link #streamBodies()} does not count: it is
     * to be said of the result.
     *
     * @param applications one or more
     * @return an application that starts and stops them together, in this order
     * @throws IllegalArgumentException if there is none, or two have the same context path
     */
    public static ServletApplication compose(ServletApplication... applications) {
        List<Deployment> all = new ArrayList<>();
        for (ServletApplication application : applications) {
            all.addAll(application.host.deployments());
        }
        return new ServletApplication(all, HostOptions.DEFAULT);
    }

    static ServletApplication changing(List<Deployment> deployments) {
        return new ServletApplication(deployments, HostOptions.DEFAULT.withChanging());
    }

    ServletHost host() {
        return host;
    }

    /**
     * Returns what a deployment descriptor describes. For the packages of this module.
     *
     * @param model what the application declares
     * @param resources its resources, closed by whoever opened them, after the last stop
     * @param classLoader its class loader
     * @return the application
     */
    @SuppressWarnings("exports") // for the packages of this module only, as the type of the model shows
    public static ServletApplication of(DeploymentModel model, ResourceBase resources, ClassLoader classLoader) {
        return new ServletApplication(List.of(new Deployment(model, resources, classLoader)), HostOptions.DEFAULT);
    }

    /**
     * Returns the same application under another path. The two must not run at the same time.
     *
     * @param contextPath empty or {@code /} for the root, else a path that begins with a slash and does not end with
     *     one
     * @return the application at that path
     * @throws IllegalStateException if this is several applications
     */
    public ServletApplication at(String contextPath) {
        if (host.deployments().size() > 1) {
            throw new IllegalStateException("several applications cannot be moved to one path");
        }
        Deployment only = host.deployments().get(0);
        String path = contextPath.equals("/") ? "" : contextPath;
        DeploymentModel moved = only.model().toBuilder().contextPath(path).build();
        return new ServletApplication(List.of(new Deployment(moved, only.resources(), only.classLoader())),
                host.options());
    }

    /**
     * Returns the same applications, seeing each other: {@link ServletContext#getContext} gives the context of any of
     * them, through which requests are forwarded to it or include it. For applications that trust each other only. The
     * two must not run at the same time.
     *
     * @return the applications, allowed to do so
     */
    public ServletApplication crossContext() {
        return new ServletApplication(host.deployments(), host.options().withCrossContext());
    }

    /**
     * Returns the same applications, whose asynchronous servlets may be called before the body of a request has come, so
     * that a {@link jakarta.servlet.ReadListener} is told of what comes while it comes. Without, every request is read
     * completely first.
     *
     * <p>Only bodies count that have not come together with the head of their request. A servlet that supports
     * asynchronous processing and is found to read such a body without a listener, and so to make its worker wait for
     * the client, is called for complete bodies from then on. The servlet's init parameter
     * {@code io.waitress.streaming} decides instead if there is one, also without this: {@code true} to be called early
     * however it reads, {@code false} for never. The two applications must not run at the same time.
     *
     * @return the applications, called early
     */
    public ServletApplication streamBodies() {
        return new ServletApplication(host.deployments(), host.options().withStreamBodies());
    }

    /**
     * Returns the same application, or applications, whose sessions outlive a stop: they are saved when the application
     * stops, and from time to time before, and restored when it starts again. Attributes that cannot be serialised are
     * left out. The two must not run at the same time.
     *
     * @param store where sessions are kept; used by this server alone
     * @return the application with sessions that are kept
     */
    public ServletApplication keepSessions(SessionStore store) {
        return new ServletApplication(host.deployments(), host.options().withSessionStore(store));
    }

    /**
     * Returns the same application, or applications, whose sessions outlive a stop, as {@link
     * #keepSessions(SessionStore)}, in files.
     *
     * @param folder made if it is not there, for nobody but the user of the server; used by this server alone
     * @return the application with sessions that are kept
     */
    public ServletApplication keepSessions(Path folder) {
        return keepSessions(KeptSessions.files(folder));
    }

    /**
     * Returns the same application, or applications, with users for those that have none yet. The two must not run at
     * the same time.
     *
     * @param realm knows the users
     * @return the application with users
     */
    public ServletApplication withUsers(Realm realm) {
        Objects.requireNonNull(realm, "realm");
        return new ServletApplication(host.deployments().stream().map(one -> one.model().realm() != null
                ? one
                : new Deployment(one.model().toBuilder().realm(realm).build(), one.resources(), one.classLoader()))
                .toList(), host.options());
    }

    /**
     * Returns the same application, or applications, with objects that they find by name ({@code java:comp/env}); each
     * application gets its own, at its start. What was given before counts where the name is the same. The two must not
     * run at the same time.
     *
     * @param options receives the objects
     * @return the application with objects
     * @throws IllegalArgumentException if a description is wrong
     */
    public ServletApplication withResources(Consumer<ResourceOptions> options) {
        ResourceOptions chosen = new ResourceOptions();
        options.accept(chosen);
        return new ServletApplication(host.deployments().stream().map(one -> new Deployment(
                one.model().toBuilder().naming(chosen.addedTo(one.model().naming())).build(), one.resources(),
                one.classLoader())).toList(), host.options());
    }

    /**
     * Returns the path under which the application is served, the first one's if there are several. The setting
     * {@code urlPrefix} comes before it.
     *
     * @return empty for the root, else a path that begins with a slash
     */
    public String contextPath() {
        return host.deployments().get(0).model().contextPath();
    }

    /**
     * Returns the context of the running application, the first one's if there are several.
     *
     * @return the context
     * @throws IllegalStateException unless the application runs
     */
    public ServletContext servletContext() {
        return host.servletContext();
    }

    /** Called by the server that serves this application; to serve it, use {@link Waitress}. */
    @Override
    public void start(Settings settings) throws ServletException, IOException {
        host.start(settings);
    }

    /** Called by the server that serves this application. */
    @Override
    public void stop() {
        host.stop();
    }

    /** Called by the server for each request whose body is late. */
    @Override
    public boolean startsEarly(RequestHead request) {
        return host.startsEarly(request);
    }

    /** Called by the server for each request. */
    @Override
    public void service(Exchange exchange) throws IOException {
        host.service(exchange);
    }

    /** Describes one application. Confined to one thread; may be used again after {@link #build()}. */
    public static final class Builder {

        private final DeploymentModel.Builder model = DeploymentModel.builder();
        private final Set<String> servletNames = new HashSet<>();
        private final Set<String> filterNames = new HashSet<>();
        private LoginSettings login;
        private SecuritySettings security = SecuritySettings.NONE;
        private ResourceBase resources;
        private ClassLoader classLoader;

        private Builder() {
        }

        /**
         * Sets the path under which the application is served. The root unless set.
         *
         * @param path empty or {@code /} for the root, else a path that begins with a slash and does not end with one
         * @return this builder
         */
        public Builder contextPath(String path) {
            model.contextPath(path.equals("/") ? "" : path);
            return this;
        }

        /**
         * Sets the application's name, for its own use and for messages.
         *
         * @param name the name
         * @return this builder
         */
        public Builder displayName(String name) {
            model.displayName(name);
            return this;
        }

        /**
         * Adds a servlet under the name of its class.
         *
         * @param pattern a URL pattern, see {@link ServletOptions#patterns}
         * @param servlet the servlet; initialised again at every start
         * @return this builder
         * @throws IllegalArgumentException if the pattern is invalid
         */
        public Builder servlet(String pattern, Servlet servlet) {
            DeploymentRules.requirePattern(pattern);
            return servlet(pattern, servlet, options -> { });
        }

        /**
         * Adds a servlet.
         *
         * @param patternOrName a URL pattern if it is empty or begins with {@code /} or {@code *.}, and the servlet is
         *     named after its class; else a name that no other servlet of the application has
         * @param servlet the servlet; initialised again at every start
         * @param options receives its options to be set
         * @return this builder
         */
        public Builder servlet(String patternOrName, Servlet servlet, Consumer<ServletOptions> options) {
            return servlet(patternOrName, new ComponentSource.Given<>(servlet), servlet.getClass(), options);
        }

        /**
         * Adds a servlet by its class.
         *
         * @param patternOrName a URL pattern if it is empty or begins with {@code /} or {@code *.}, and the servlet is
         *     named after its class; else a name that no other servlet of the application has
         * @param type a class with a public constructor without parameters
         * @param options receives its options to be set
         * @return this builder
         */
        public Builder servlet(String patternOrName, Class<? extends Servlet> type,
                Consumer<ServletOptions> options) {
            return servlet(patternOrName, new ComponentSource.Typed<>(type), type, options);
        }

        /**
         * Adds a servlet that a factory makes. With a pattern it is named {@code servlet}, the next one
         * {@code servlet-2}.
         *
         * @param patternOrName a URL pattern if it is empty or begins with {@code /} or {@code *.}, and the servlet is
         *     named after its class; else a name that no other servlet of the application has
         * @param factory called once for every start
         * @param options receives its options to be set
         * @return this builder
         */
        public Builder servlet(String patternOrName, Supplier<? extends Servlet> factory,
                Consumer<ServletOptions> options) {
            return servlet(patternOrName, new ComponentSource.Supplied<>(factory), null, options);
        }

        private Builder servlet(String patternOrName, ComponentSource<Servlet> source, Class<?> type,
                Consumer<ServletOptions> options) {
            ServletOptions chosen = new ServletOptions(type);
            String name = patternOrName;
            if (isPattern(patternOrName)) {
                chosen.patterns(patternOrName);
                name = unused(servletNames, type == null ? "servlet" : type.getName());
            }
            options.accept(chosen);
            servletNames.add(name);
            model.servlet(chosen.definition(name, source));
            return this;
        }

        private static boolean isPattern(String patternOrName) {
            return patternOrName.isEmpty() || patternOrName.startsWith("/") || patternOrName.startsWith("*.");
        }

        /** Returns the name, or one with a number after it if another component has that. */
        private static String unused(Set<String> names, String wanted) {
            String name = wanted;
            for (int i = 2; names.contains(name); i++) {
                name = wanted + '-' + i;
            }
            return name;
        }

        /**
         * Adds a filter under the name of its class, for requests.
         *
         * @param pattern a URL pattern, such as {@code /*}
         * @param filter the filter; initialised again at every start
         * @return this builder
         * @throws IllegalArgumentException if the pattern is invalid
         */
        public Builder filter(String pattern, Filter filter) {
            DeploymentRules.requirePattern(pattern);
            return filter(pattern, filter, options -> { });
        }

        /**
         * Adds a filter. Filters apply in the order in which they are added.
         *
         * @param patternOrName a URL pattern if it is empty or begins with {@code /} or {@code *.}, and the filter is
         *     named after its class; else a name that no other filter of the application has
         * @param filter the filter; initialised again at every start
         * @param options receives its options to be set
         * @return this builder
         */
        public Builder filter(String patternOrName, Filter filter, Consumer<FilterOptions> options) {
            return filter(patternOrName, new ComponentSource.Given<>(filter), filter.getClass(), options);
        }

        /**
         * Adds a filter by its class.
         *
         * @param patternOrName a URL pattern if it is empty or begins with {@code /} or {@code *.}, and the filter is
         *     named after its class; else a name that no other filter of the application has
         * @param type a class with a public constructor without parameters
         * @param options receives its options to be set
         * @return this builder
         */
        public Builder filter(String patternOrName, Class<? extends Filter> type, Consumer<FilterOptions> options) {
            return filter(patternOrName, new ComponentSource.Typed<>(type), type, options);
        }

        private Builder filter(String patternOrName, ComponentSource<Filter> source, Class<?> type,
                Consumer<FilterOptions> options) {
            FilterOptions chosen = new FilterOptions();
            String name = patternOrName;
            if (isPattern(patternOrName)) {
                chosen.patterns(patternOrName);
                name = unused(filterNames, type.getName());
            }
            options.accept(chosen);
            filterNames.add(name);
            model.filter(chosen.definition(name, source));
            model.filterMapping(chosen.mapping(name));
            return this;
        }

        /**
         * Adds a listener of any of the kinds that the specification knows.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(EventListener listener) {
            model.listener(new ListenerDefinition(new ComponentSource.Given<>(listener), false));
            return this;
        }

        /**
         * Adds a listener by its class.
         *
         * @param type a class with a public constructor without parameters
         * @return this builder
         */
        public Builder listener(Class<? extends EventListener> type) {
            model.listener(new ListenerDefinition(new ComponentSource.Typed<>(type), false));
            return this;
        }

        /**
         * Adds an initialiser, which may register further servlets, filters and listeners.
         *
         * @param initializer called at every start, before the listeners
         * @param handledTypes what it receives; nothing is searched for
         * @return this builder
         */
        public Builder initializer(ServletContainerInitializer initializer, Class<?>... handledTypes) {
            model.initializer(new InitializerDefinition(initializer, Set.of(handledTypes)));
            return this;
        }

        /**
         * Sets a context attribute that is there from the start.
         *
         * @param name its name
         * @param value its value
         * @return this builder
         */
        public Builder attribute(String name, Object value) {
            model.attribute(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets a context init parameter.
         *
         * @param name its name
         * @param value its value
         * @return this builder
         */
        public Builder initParameter(String name, String value) {
            model.contextParameter(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets how sessions are kept.
         *
         * @param options receives the options to be set
         * @return this builder
         */
        public Builder sessions(Consumer<SessionOptions> options) {
            SessionOptions chosen = new SessionOptions();
            options.accept(chosen);
            model.session(chosen.settings());
            return this;
        }

        /**
         * Sets who the users are, and how they log in. Which pages need a login is for security constraints to say.
         *
         * @param options receives the options to be set
         * @return this builder
         */
        public Builder login(Consumer<LoginOptions> options) {
            LoginOptions chosen = new LoginOptions();
            options.accept(chosen);
            model.realm(chosen.realm());
            login = chosen.settings();
            return this;
        }

        /**
         * Sets who may ask for what, in place of what was set before. Servlets may have constraints of their own, by
         * {@link ServletOptions#security}.
         *
         * @param options receives the constraints
         * @return this builder
         */
        public Builder security(Consumer<SecurityOptions> options) {
            SecurityOptions chosen = new SecurityOptions();
            options.accept(chosen);
            security = chosen.settings();
            return this;
        }

        /**
         * Gives the application objects that it finds by name ({@code java:comp/env}), in place of what was given before.
         *
         * @param options receives the objects
         * @return this builder
         * @throws IllegalArgumentException if a description is wrong
         */
        public Builder resources(Consumer<ResourceOptions> options) {
            ResourceOptions chosen = new ResourceOptions();
            options.accept(chosen);
            model.naming(chosen.addedTo(NamingSettings.NONE));
            return this;
        }

        /**
         * Sets the time-out of asynchronous requests that set none themselves. 30 seconds unless set.
         *
         * @param timeout zero for never
         * @return this builder
         */
        public Builder asyncTimeout(Duration timeout) {
            model.asyncTimeout(timeout);
            return this;
        }

        /**
         * Serves the files of a folder, wherever no servlet is mapped.
         *
         * @param folder an existing folder
         * @return this builder
         * @throws IOException if it is not a folder that can be read
         */
        public Builder resourceBase(Path folder) throws IOException {
            return resourceBase(ResourceBase.folder(folder));
        }

        /**
         * Serves resources, wherever no servlet is mapped.
         *
         * @param base the resources; never closed by the application
         * @return this builder
         */
        public Builder resourceBase(ResourceBase base) {
            resources = Objects.requireNonNull(base, "base");
            return this;
        }

        /**
         * Sets the page for a status.
         *
         * @param status from 400 to 599
         * @param location a path inside the application, beginning with a slash
         * @return this builder
         * @throws IllegalArgumentException if the status is out of range or the location has no slash
         */
        public Builder errorPage(int status, String location) {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("Status " + status + " of error page " + location
                        + " is no error; expected 400 to 599");
            }
            model.errorPage(ErrorPage.ofStatus(status, location));
            return this;
        }

        /**
         * Sets the page for a kind of exception.
         *
         * @param type the exception's class
         * @param location a path inside the application, beginning with a slash
         * @return this builder
         */
        public Builder errorPage(Class<? extends Throwable> type, String location) {
            model.errorPage(ErrorPage.ofException(type.getName(), location));
            return this;
        }

        /**
         * Sets the page for every error that has no page of its own.
         *
         * @param location a path inside the application, beginning with a slash
         * @return this builder
         */
        public Builder errorPage(String location) {
            model.errorPage(ErrorPage.ofAny(location));
            return this;
        }

        /**
         * Adds names of files that stand for their folder. {@code index.html} if none is added.
         *
         * @param names file names, or parts of paths to which servlets are mapped; the first that exists is taken
         * @return this builder
         */
        public Builder welcomeFiles(String... names) {
            for (String name : names) {
                model.welcomeFile(name);
            }
            return this;
        }

        /**
         * Sets the content type of files with an extension.
         *
         * @param extension without the dot
         * @param type the content type
         * @return this builder
         */
        public Builder mimeType(String extension, String type) {
            model.mimeType(extension.toLowerCase(Locale.ROOT), type);
            return this;
        }

        /**
         * Sets the encoding of request parameters and readers where the request names none.
         *
         * @param encoding a character encoding
         * @return this builder
         * @throws IllegalArgumentException if this JVM does not know it
         */
        public Builder requestEncoding(String encoding) {
            model.requestEncoding(supported(encoding));
            return this;
        }

        /**
         * Sets the encoding of response writers where the application names none.
         *
         * @param encoding a character encoding
         * @return this builder
         * @throws IllegalArgumentException if this JVM does not know it
         */
        public Builder responseEncoding(String encoding) {
            model.responseEncoding(supported(encoding));
            return this;
        }

        private static String supported(String encoding) {
            try {
                if (Charset.isSupported(encoding)) {
                    return encoding;
                }
            } catch (IllegalCharsetNameException ignored) {
                // not even a possible name: the same answer
            }
            throw new IllegalArgumentException("Unknown encoding '" + encoding + "'; expected one that this JVM knows");
        }

        /**
         * Sets the application's class loader. That of the thread that calls {@link #build()} unless set.
         *
         * @param loader the class loader
         * @return this builder
         */
        public Builder classLoader(ClassLoader loader) {
            classLoader = Objects.requireNonNull(loader, "loader");
            return this;
        }

        /**
         * Builds the application.
         *
         * @return the application
         * @throws IllegalArgumentException if the context path, a name or a pattern is invalid, two components have one
         *     name, two servlets have one pattern, or a filter applies to nothing
         */
        public ServletApplication build() {
            ClassLoader loader = classLoader != null ? classLoader : Thread.currentThread().getContextClassLoader();
            DeploymentModel declared = model.build();
            DeploymentRules.check(declared);
            return of(withDefaults(declared), resources == null ? ResourceBase.empty() : resources,
                    loader != null ? loader : ServletApplication.class.getClassLoader());
        }

        private DeploymentModel withDefaults(DeploymentModel declared) {
            DeploymentModel.Builder complete = declared.toBuilder();
            complete.security(security.withLogin(login));
            if (declared.welcomeFiles().isEmpty()) {
                complete.welcomeFile("index.html");
            }
            return complete.build();
        }
    }
}

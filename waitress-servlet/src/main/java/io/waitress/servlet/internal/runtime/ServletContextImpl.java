package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.session.SessionManager;
import io.waitress.servlet.internal.text.MimeTypes;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.EventListener;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an application sees of its context: a facade over the registries, resources, attributes and settings, each of
 * which is a class of its own. Safe from any thread, except for what configures the context: that is for the thread
 * that starts it.
 */
final class ServletContextImpl implements ServletContext {

    private static final Logger LOG = LoggerFactory.getLogger("io.waitress.servlet.log");
    private static final int MAJOR_VERSION = 6;
    private static final int MINOR_VERSION = 1;

    private final DeploymentModel model;
    private final ContextEnvironment environment;
    private final ContextPhase phase = new ContextPhase();
    private final ComponentFactory factory;
    private final Invocation invocation;
    private final Listeners listeners;
    private final ContextAttributes attributes;
    private final ComponentRegistry components;
    private final ListenerRegistry listenerRegistry;
    private final SessionConfiguration sessionConfiguration;
    private final SessionManager sessions;
    private final Map<String, String> parameters;
    private final Set<String> roles;
    private final LocaleEncodings localeEncodings;
    private volatile Login login = Login.NONE;          // set once, before the context runs
    private volatile Router router;                     // set once, when the context runs
    private volatile ServletRequestHandler handler;     // set once, when the context runs
    private volatile String requestEncoding;            // changed by the thread that starts the context
    private volatile String responseEncoding;           // changed by the thread that starts the context

    ServletContextImpl(DeploymentModel model, ContextEnvironment environment) {
        this.model = model;
        this.environment = environment;
        factory = new ComponentFactory(environment.classLoader(), model.callbacks());
        invocation = new Invocation(environment.classLoader());
        listeners = new Listeners(this, invocation);
        attributes = new ContextAttributes(listeners);
        roles = Collections.synchronizedSet(new LinkedHashSet<>(model.security().roles()));
        components = new ComponentRegistry(model, phase, factory, roles);
        listenerRegistry = new ListenerRegistry(phase, factory, listeners);
        sessionConfiguration = new SessionConfiguration(model.session(), phase);
        sessions = new SessionManager(this, listeners, sessionConfiguration.timeoutSeconds(), model.distributable());
        parameters = Collections.synchronizedMap(new LinkedHashMap<>(model.contextParameters()));
        localeEncodings = new LocaleEncodings(model.localeEncodings());
        requestEncoding = model.requestEncoding();
        responseEncoding = model.responseEncoding();
        model.attributes().forEach(attributes::preset);
    }

    // ---- for the rest of the runtime ----

    DeploymentModel model() {
        return model;
    }

    ContextPhase phase() {
        return phase;
    }

    ComponentFactory factory() {
        return factory;
    }

    Invocation invocation() {
        return invocation;
    }

    Listeners listeners() {
        return listeners;
    }

    ContextAttributes attributes() {
        return attributes;
    }

    ComponentRegistry components() {
        return components;
    }

    ListenerRegistry listenerRegistry() {
        return listenerRegistry;
    }

    SessionConfiguration sessionConfiguration() {
        return sessionConfiguration;
    }

    SessionManager sessions() {
        return sessions;
    }

    LocaleEncodings localeEncodings() {
        return localeEncodings;
    }

    /** Returns the declared roles; they change while the context is configured. */
    Set<String> roles() {
        return roles;
    }

    /** Returns the login mechanism that requests offer to the application. */
    Login login() {
        return login;
    }

    void login(Login mechanism) {
        login = mechanism;
    }

    ContextEnvironment environment() {
        return environment;
    }

    /** From here on requests can be answered. */
    void run(Router running, ServletRequestHandler answering) {
        router = running;
        handler = answering;
    }

    Router router() {
        return router;
    }

    ServletRequestHandler handler() {
        return handler;
    }

    // ---- identity ----

    @Override
    public String getContextPath() {
        return environment.contextPath();
    }

    /** Returns this context for a path of its own; that of another only if contexts may see each other. */
    @Override
    public ServletContext getContext(String uriPath) {
        return uriPath == null || !uriPath.startsWith("/") ? null : environment.contexts().find(uriPath, this);
    }

    /** Tells whether a path belongs to this context, and not to another one below it. */
    boolean owns(String uriPath) {
        return environment.contexts().owns(getContextPath(), uriPath);
    }

    @Override
    public String getServletContextName() {
        return model.displayName();
    }

    @Override
    public String getServerInfo() {
        return environment.serverInfo();
    }

    @Override
    public String getVirtualServerName() {
        return environment.virtualServerName();
    }

    @Override
    public int getMajorVersion() {
        return MAJOR_VERSION;
    }

    @Override
    public int getMinorVersion() {
        return MINOR_VERSION;
    }

    @Override
    public int getEffectiveMajorVersion() {
        return model.majorVersion();
    }

    @Override
    public int getEffectiveMinorVersion() {
        return model.minorVersion();
    }

    @Override
    public ClassLoader getClassLoader() {
        return environment.classLoader();
    }

    // ---- resources ----

    @Override
    public String getMimeType(String file) {
        if (file == null) {
            return null;
        }
        String extension = MimeTypes.extension(file);
        String declared = extension == null ? null : model.mimeTypes().get(extension);
        return declared != null ? declared : MimeTypes.byName(file);
    }

    @Override
    public Set<String> getResourcePaths(String path) {
        return environment.resources().paths(path);
    }

    @Override
    public URL getResource(String path) throws MalformedURLException {
        return environment.resources().url(path);
    }

    @Override
    public InputStream getResourceAsStream(String path) {
        return environment.resources().open(path);
    }

    @Override
    public String getRealPath(String path) {
        return environment.resources().realPath(path);
    }

    // ---- dispatchers ----

    @Override
    public RequestDispatcher getRequestDispatcher(String path) {
        if (path == null || !path.startsWith("/")) {
            return null;
        }
        Router running = router;
        return running == null ? EarlyDispatcher.byPath(this, path) : running.byPath(path);
    }

    @Override
    public RequestDispatcher getNamedDispatcher(String name) {
        if (name == null) {
            return null;
        }
        Router running = router;
        return running == null ? EarlyDispatcher.byName(this, name) : running.byName(name);
    }

    // ---- log ----

    @Override
    public void log(String message) {
        LOG.info("[{}] {}", getContextPath(), message);
    }

    @Override
    public void log(String message, Throwable throwable) {
        LOG.error("[{}] {}", getContextPath(), message, throwable);
    }

    // ---- parameters and attributes ----

    @Override
    public String getInitParameter(String name) {
        return parameters.get(Objects.requireNonNull(name, "name"));
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        synchronized (parameters) {
            return Collections.enumeration(Set.copyOf(parameters.keySet()));
        }
    }

    @Override
    public boolean setInitParameter(String name, String value) {
        Objects.requireNonNull(name, "name");
        phase.requireConfigurable("setInitParameter");
        return parameters.putIfAbsent(name, value) == null;
    }

    @Override
    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.names());
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.set(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    // ---- servlets ----

    @Override
    public ServletRegistration.Dynamic addServlet(String name, String className) {
        return components.addServlet(name, new ComponentSource.Named<>(requireText("servlet class", className)));
    }

    @Override
    public ServletRegistration.Dynamic addServlet(String name, Servlet servlet) {
        return components.addServlet(name, new ComponentSource.Given<>(servlet));
    }

    @Override
    public ServletRegistration.Dynamic addServlet(String name, Class<? extends Servlet> type) {
        return components.addServlet(name, new ComponentSource.Typed<>(type));
    }

    @Override
    public ServletRegistration.Dynamic addJspFile(String name, String jspFile) {
        return components.addJspFile(name, jspFile);
    }

    @Override
    public <T extends Servlet> T createServlet(Class<T> type) throws ServletException {
        phase.requireUnrestricted("createServlet");
        return create(type);
    }

    @Override
    public ServletRegistration getServletRegistration(String name) {
        return components.servlet(name);
    }

    @Override
    public Map<String, ? extends ServletRegistration> getServletRegistrations() {
        return components.servlets();
    }

    // ---- filters ----

    @Override
    public FilterRegistration.Dynamic addFilter(String name, String className) {
        return components.addFilter(name, new ComponentSource.Named<>(requireText("filter class", className)));
    }

    @Override
    public FilterRegistration.Dynamic addFilter(String name, Filter filter) {
        return components.addFilter(name, new ComponentSource.Given<>(filter));
    }

    @Override
    public FilterRegistration.Dynamic addFilter(String name, Class<? extends Filter> type) {
        return components.addFilter(name, new ComponentSource.Typed<>(type));
    }

    @Override
    public <T extends Filter> T createFilter(Class<T> type) throws ServletException {
        phase.requireUnrestricted("createFilter");
        return create(type);
    }

    @Override
    public FilterRegistration getFilterRegistration(String name) {
        return components.filter(name);
    }

    @Override
    public Map<String, ? extends FilterRegistration> getFilterRegistrations() {
        return components.filters();
    }

    // ---- listeners ----

    @Override
    public void addListener(String className) {
        listenerRegistry.add(className);
    }

    @Override
    public <T extends EventListener> void addListener(T listener) {
        listenerRegistry.add(listener);
    }

    @Override
    public void addListener(Class<? extends EventListener> type) {
        listenerRegistry.add(type);
    }

    @Override
    public <T extends EventListener> T createListener(Class<T> type) throws ServletException {
        return listenerRegistry.create(type);
    }

    // ---- sessions ----

    @Override
    public SessionCookieConfig getSessionCookieConfig() {
        phase.requireUnrestricted("getSessionCookieConfig");
        return sessionConfiguration.cookie();
    }

    @Override
    public void setSessionTrackingModes(Set<SessionTrackingMode> modes) {
        sessionConfiguration.trackingModes(modes);
    }

    @Override
    public Set<SessionTrackingMode> getDefaultSessionTrackingModes() {
        return sessionConfiguration.defaultTrackingModes();
    }

    @Override
    public Set<SessionTrackingMode> getEffectiveSessionTrackingModes() {
        return sessionConfiguration.trackingModes();
    }

    @Override
    public int getSessionTimeout() {
        return sessionConfiguration.timeoutMinutes();
    }

    @Override
    public void setSessionTimeout(int minutes) {
        sessionConfiguration.timeoutMinutes(minutes);
        sessions.timeoutSeconds(sessionConfiguration.timeoutSeconds());
    }

    // ---- encodings ----

    @Override
    public String getRequestCharacterEncoding() {
        return requestEncoding;
    }

    @Override
    public void setRequestCharacterEncoding(String encoding) {
        phase.requireConfigurable("setRequestCharacterEncoding");
        requestEncoding = checkedEncoding(encoding);
    }

    @Override
    public String getResponseCharacterEncoding() {
        return responseEncoding;
    }

    @Override
    public void setResponseCharacterEncoding(String encoding) {
        phase.requireConfigurable("setResponseCharacterEncoding");
        responseEncoding = checkedEncoding(encoding);
    }

    private static String checkedEncoding(String encoding) {
        try {
            if (encoding == null || Charset.isSupported(encoding)) {
                return encoding;
            }
        } catch (IllegalCharsetNameException ignored) {
            // reported below like any other name that is none
        }
        throw new IllegalArgumentException("character encoding '" + encoding + "' is unknown");
    }

    // ---- security and JSP ----

    @Override
    public void declareRoles(String... names) {
        phase.requireConfigurable("declareRoles");
        for (String name : names) {
            requireText("role", name);
        }
        Collections.addAll(roles, names);
    }

    @Override
    public JspConfigDescriptor getJspConfigDescriptor() {
        return model.jsp();
    }

    /** What is made when nothing can be added any more belongs to the application. */
    private <T> T create(Class<T> type) throws ServletException {
        return phase.configurable() ? factory.createForAdding(type) : factory.instantiate(type);
    }

    private static String requireText(String what, String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("a " + what + " must not be null or empty");
        }
        return value;
    }

    @Override
    public String toString() {
        return "context '" + getContextPath() + "'";
    }
}

package io.waitress.servlet.internal.model;

import io.waitress.servlet.security.Realm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One web application, complete: what {@code web.xml}, fragments, annotations or the embedding API declare.
 *
 * @param displayName the name for messages and {@code getServletContextName}, or null
 * @param contextPath the path under which it is served: empty for the root, else with a leading and no trailing
 *     slash
 * @param majorVersion the major version of the specification that it was written for
 * @param minorVersion the minor version
 * @param distributable whether it was declared distributable
 * @param contextParameters the context's initialisation parameters
 * @param attributes context attributes that are there from the start
 * @param servlets in order of declaration
 * @param filters in order of declaration
 * @param filterMappings in order of application
 * @param listeners in order of notification
 * @param initializers in the order in which they are called
 * @param errorPages in order of declaration
 * @param welcomeFiles in the order in which they are tried; without leading slash
 * @param mimeTypes by extension in lower case; beyond those the server knows
 * @param localeEncodings encodings by locale, such as {@code ja} or {@code zh_TW}
 * @param session how sessions are kept
 * @param asyncTimeout the time-out of asynchronous requests that set none; zero or negative for never
 * @param requestEncoding the default encoding of requests, or null
 * @param responseEncoding the default encoding of responses, or null
 * @param jsp the JSP configuration, or null
 * @param security constraints, roles and login
 * @param realm knows the users, or null
 * @param callbacks the methods to be called on components beside those of the specification's interfaces
 * @param naming what the application finds by name
 * @param orderedLibs the names of the jars in the order of their fragments, or null if there is no order
 */
public record DeploymentModel(
        String displayName,
        String contextPath,
        int majorVersion,
        int minorVersion,
        boolean distributable,
        Map<String, String> contextParameters,
        Map<String, Object> attributes,
        List<ServletDefinition> servlets,
        List<FilterDefinition> filters,
        List<FilterMapping> filterMappings,
        List<ListenerDefinition> listeners,
        List<InitializerDefinition> initializers,
        List<ErrorPage> errorPages,
        List<String> welcomeFiles,
        Map<String, String> mimeTypes,
        Map<String, String> localeEncodings,
        SessionSettings session,
        Duration asyncTimeout,
        String requestEncoding,
        String responseEncoding,
        JspSettings jsp,
        SecuritySettings security,
        Realm realm,
        LifecycleCallbacks callbacks,
        NamingSettings naming,
        List<String> orderedLibs) {

    public DeploymentModel {
        Objects.requireNonNull(contextPath, "contextPath");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(asyncTimeout, "asyncTimeout");
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(callbacks, "callbacks");
        Objects.requireNonNull(naming, "naming");
        checkContextPath(contextPath);
        contextParameters = Copies.ordered(contextParameters);
        attributes = Copies.ordered(attributes);
        servlets = List.copyOf(servlets);
        filters = List.copyOf(filters);
        filterMappings = List.copyOf(filterMappings);
        listeners = List.copyOf(listeners);
        initializers = List.copyOf(initializers);
        errorPages = List.copyOf(errorPages);
        welcomeFiles = List.copyOf(welcomeFiles);
        mimeTypes = Copies.ordered(mimeTypes);
        localeEncodings = Copies.ordered(localeEncodings);
        orderedLibs = orderedLibs == null ? null : List.copyOf(orderedLibs);
    }

    private static void checkContextPath(String path) {
        boolean valid = path.isEmpty() || path.startsWith("/") && !path.endsWith("/") && !path.contains("//");
        if (!valid) {
            throw new IllegalArgumentException("context path '" + path
                    + "' must be empty or begin with '/' and not end with it");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that holds everything this model declares, to change or add to it. */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.displayName = displayName;
        copy.contextPath = contextPath;
        copy.majorVersion = majorVersion;
        copy.minorVersion = minorVersion;
        copy.distributable = distributable;
        copy.contextParameters.putAll(contextParameters);
        copy.attributes.putAll(attributes);
        copy.servlets.addAll(servlets);
        copy.filters.addAll(filters);
        copy.filterMappings.addAll(filterMappings);
        copy.listeners.addAll(listeners);
        copy.initializers.addAll(initializers);
        copy.errorPages.addAll(errorPages);
        copy.welcomeFiles.addAll(welcomeFiles);
        copy.mimeTypes.putAll(mimeTypes);
        copy.localeEncodings.putAll(localeEncodings);
        copy.session = session;
        copy.asyncTimeout = asyncTimeout;
        copy.requestEncoding = requestEncoding;
        copy.responseEncoding = responseEncoding;
        copy.jsp = jsp;
        copy.security = security;
        copy.realm = realm;
        copy.callbacks = callbacks;
        copy.naming = naming;
        copy.orderedLibs = orderedLibs;
        return copy;
    }

    /** Collects a model. Confined to one thread. Adders append; a map's adder replaces the value of an equal key. */
    public static final class Builder {

        private String displayName;
        private String contextPath = "";
        private int majorVersion = 6;
        private int minorVersion = 1;
        private boolean distributable;
        private final Map<String, String> contextParameters = new LinkedHashMap<>();
        private final Map<String, Object> attributes = new LinkedHashMap<>();
        private final List<ServletDefinition> servlets = new ArrayList<>();
        private final List<FilterDefinition> filters = new ArrayList<>();
        private final List<FilterMapping> filterMappings = new ArrayList<>();
        private final List<ListenerDefinition> listeners = new ArrayList<>();
        private final List<InitializerDefinition> initializers = new ArrayList<>();
        private final List<ErrorPage> errorPages = new ArrayList<>();
        private final List<String> welcomeFiles = new ArrayList<>();
        private final Map<String, String> mimeTypes = new LinkedHashMap<>();
        private final Map<String, String> localeEncodings = new LinkedHashMap<>();
        private SessionSettings session = SessionSettings.DEFAULT;
        private Duration asyncTimeout = Duration.ofSeconds(30);
        private String requestEncoding;
        private String responseEncoding;
        private JspSettings jsp;
        private SecuritySettings security = SecuritySettings.NONE;
        private Realm realm;
        private LifecycleCallbacks callbacks = LifecycleCallbacks.DEFAULT;
        private NamingSettings naming = NamingSettings.NONE;
        private List<String> orderedLibs;

        private Builder() {
        }

        public Builder displayName(String value) {
            displayName = value;
            return this;
        }

        public Builder contextPath(String value) {
            contextPath = value;
            return this;
        }

        public Builder majorVersion(int value) {
            majorVersion = value;
            return this;
        }

        public Builder minorVersion(int value) {
            minorVersion = value;
            return this;
        }

        public Builder distributable(boolean value) {
            distributable = value;
            return this;
        }

        public Builder contextParameter(String name, String value) {
            contextParameters.put(name, value);
            return this;
        }

        public Builder attribute(String name, Object value) {
            attributes.put(name, value);
            return this;
        }

        public Builder servlet(ServletDefinition value) {
            servlets.add(value);
            return this;
        }

        /** Removes all servlets, for them to be added again. */
        public Builder withoutServlets() {
            servlets.clear();
            return this;
        }

        public Builder filter(FilterDefinition value) {
            filters.add(value);
            return this;
        }

        public Builder filterMapping(FilterMapping value) {
            filterMappings.add(value);
            return this;
        }

        public Builder listener(ListenerDefinition value) {
            listeners.add(value);
            return this;
        }

        public Builder initializer(InitializerDefinition value) {
            initializers.add(value);
            return this;
        }

        public Builder errorPage(ErrorPage value) {
            errorPages.add(value);
            return this;
        }

        public Builder welcomeFile(String value) {
            welcomeFiles.add(value);
            return this;
        }

        public Builder mimeType(String name, String value) {
            mimeTypes.put(name, value);
            return this;
        }

        public Builder localeEncoding(String name, String value) {
            localeEncodings.put(name, value);
            return this;
        }

        public Builder session(SessionSettings value) {
            session = value;
            return this;
        }

        public Builder asyncTimeout(Duration value) {
            asyncTimeout = value;
            return this;
        }

        public Builder requestEncoding(String value) {
            requestEncoding = value;
            return this;
        }

        public Builder responseEncoding(String value) {
            responseEncoding = value;
            return this;
        }

        public Builder jsp(JspSettings value) {
            jsp = value;
            return this;
        }

        public Builder security(SecuritySettings value) {
            security = value;
            return this;
        }

        public Builder realm(Realm value) {
            realm = value;
            return this;
        }

        public Builder callbacks(LifecycleCallbacks value) {
            callbacks = value;
            return this;
        }

        public Builder naming(NamingSettings value) {
            naming = value;
            return this;
        }

        public Builder orderedLibs(List<String> value) {
            orderedLibs = value;
            return this;
        }

        public DeploymentModel build() {
            return new DeploymentModel(displayName, contextPath, majorVersion, minorVersion, distributable,
                    contextParameters, attributes, servlets, filters, filterMappings, listeners, initializers,
                    errorPages, welcomeFiles, mimeTypes, localeEncodings, session, asyncTimeout, requestEncoding,
                    responseEncoding, jsp, security, realm, callbacks, naming, orderedLibs);
        }
    }
}

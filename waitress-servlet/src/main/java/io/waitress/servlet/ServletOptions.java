package io.waitress.servlet;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How a servlet is served. Confined to the call of {@code ServletApplication.Builder.servlet} that hands it out. */
public final class ServletOptions {

    private final List<String> patterns = new ArrayList<>();
    private final Map<String, String> initParameters = new LinkedHashMap<>();
    private int loadOnStartup = -1;
    private boolean asyncSupported = true;
    private final Map<String, String> roleRefs = new LinkedHashMap<>();
    private MultipartLimits multipart;
    private ServletSecurityElement security;

    /** Begins with what the servlet's class says of itself; null if that is not known. */
    ServletOptions(Class<?> type) {
        if (type == null) {
            return;
        }
        MultipartConfig limits = type.getAnnotation(MultipartConfig.class);
        if (limits != null) {
            multipart = MultipartLimits.of(new MultipartConfigElement(limits));
        }
        ServletSecurity constraint = type.getAnnotation(ServletSecurity.class);
        if (constraint != null) {
            security = new ServletSecurityElement(constraint);
        }
    }

    /**
     * Maps the servlet to URL patterns; may be called several times.
     *
     * @param values patterns as in a deployment descriptor: {@code /path}, {@code /path/*}, {@code *.extension},
     *     {@code /} for everything that nothing else is mapped to, or empty for the root alone
     * @return these options
     */
    public ServletOptions patterns(String... values) {
        patterns.addAll(List.of(values));
        return this;
    }

    /**
     * Sets an init parameter.
     *
     * @param name its name
     * @param value its value
     * @return these options
     */
    public ServletOptions initParameter(String name, String value) {
        initParameters.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Has the servlet initialised at the start rather than by its first request.
     *
     * @param order lower numbers come first; negative for the first request, which is the default
     * @return these options
     */
    public ServletOptions loadOnStartup(int order) {
        loadOnStartup = order;
        return this;
    }

    /**
     * Sets whether requests to the servlet may become asynchronous. True unless set.
     *
     * @param supported whether they may
     * @return these options
     */
    public ServletOptions asyncSupported(boolean supported) {
        asyncSupported = supported;
        return this;
    }

    /**
     * Lets the servlet read multipart forms, as {@link jakarta.servlet.annotation.MultipartConfig} on its class does.
     *
     * @param limits where files go and how large they may be
     * @return these options
     */
    public ServletOptions multipart(MultipartConfigElement limits) {
        multipart = MultipartLimits.of(limits);
        return this;
    }

    /**
     * Sets who may ask for the servlet, in place of {@link ServletSecurity} on its class. Patterns for which the
     * application has a constraint are for that alone to protect.
     *
     * @param constraint what is asked of requests to any of its patterns
     * @return these options
     */
    public ServletOptions security(ServletSecurityElement constraint) {
        security = Objects.requireNonNull(constraint, "constraint");
        return this;
    }

    /**
     * Names a role as the servlet calls it in {@code isUserInRole}.
     *
     * @param ownName what it asks for
     * @param role the role that is meant
     * @return these options
     */
    public ServletOptions roleRef(String ownName, String role) {
        roleRefs.put(Objects.requireNonNull(ownName, "ownName"), Objects.requireNonNull(role, "role"));
        return this;
    }

    ServletDefinition definition(String name, ComponentSource<Servlet> source) {
        return new ServletDefinition(name, source, null, patterns, List.of(), initParameters, loadOnStartup,
                asyncSupported, true, multipart, null, roleRefs, security);
    }
}

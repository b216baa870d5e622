package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A servlet that is declared or registered, while it can be changed. Used by the thread that starts its context. */
final class ServletRegistrationImpl extends RegistrationImpl<ComponentSource<Servlet>>
        implements ServletRegistration.Dynamic {

    private final ServletMappings mappings;
    private String jspFile;
    private int loadOnStartup = -1;
    private boolean enabled = true;
    private MultipartLimits multipart;
    private String runAs;
    private final Map<String, String> roleRefs = new LinkedHashMap<>();
    private ServletSecurityElement security;

    ServletRegistrationImpl(String name, ServletMappings mappings, ContextPhase phase) {
        super(name, null, phase);
        this.mappings = mappings;
    }

    static ServletRegistrationImpl of(ServletDefinition definition, ServletMappings mappings, ContextPhase phase) {
        ServletRegistrationImpl registration = new ServletRegistrationImpl(definition.name(), mappings, phase);
        registration.source(definition.source());
        registration.jspFile = definition.jspFile();
        registration.loadOnStartup = definition.loadOnStartup();
        registration.enabled = definition.enabled();
        registration.multipart = definition.multipart();
        registration.runAs = definition.runAs();
        registration.security = definition.security();
        registration.roleRefs.putAll(definition.roleRefs());
        registration.parameters().putAll(definition.initParameters());
        registration.setAsyncSupported(definition.asyncSupported());
        if (definition.enabled()) {
            mappings.declare(definition.name(), definition.patterns());
            mappings.provide(definition.name(), definition.defaultPatterns());
        }
        return registration;
    }

    /** Tells whether the servlet still has neither a class nor a JSP file. */
    boolean preliminary() {
        return source() == null && jspFile == null;
    }

    String jspFile() {
        return jspFile;
    }

    void jspFile(String path) {
        jspFile = path;
    }

    boolean enabled() {
        return enabled;
    }

    int loadOnStartup() {
        return loadOnStartup;
    }

    /** Returns the constraints set on the registration, or null. */
    ServletSecurityElement security() {
        return security;
    }

    /** Returns the servlet as it is to run. */
    ServletDefinition definition() {
        ServletDefinition.Builder builder = ServletDefinition.builder(getName())
                .source(source())
                .jspFile(jspFile)
                .patterns(List.copyOf(getMappings()))
                .loadOnStartup(loadOnStartup)
                .asyncSupported(asyncSupported())
                .enabled(enabled)
                .multipart(multipart)
                .runAs(runAs)
                .security(security);
        for (Map.Entry<String, String> parameter : parameters().entrySet()) {
            builder.initParameter(parameter.getKey(), parameter.getValue());
        }
        for (Map.Entry<String, String> reference : roleRefs.entrySet()) {
            builder.roleRef(reference.getKey(), reference.getValue());
        }
        return builder.build();
    }

    @Override
    public String getClassName() {
        return source() == null ? null : source().className();
    }

    @Override
    public Set<String> addMapping(String... patterns) {
        phase.requireConfigurable("addMapping");
        if (patterns == null || patterns.length == 0) {
            throw new IllegalArgumentException("no URL pattern given for servlet '" + getName() + "'");
        }
        List<UrlPattern> parsed = new ArrayList<>(patterns.length);
        for (String pattern : patterns) {
            parsed.add(UrlPattern.of(pattern));
        }
        return mappings.add(getName(), parsed);
    }

    @Override
    public Collection<String> getMappings() {
        return mappings.of(getName());
    }

    @Override
    public void setLoadOnStartup(int order) {
        phase.requireConfigurable("setLoadOnStartup");
        loadOnStartup = order;
    }

    @Override
    public Set<String> setServletSecurity(ServletSecurityElement constraint) {
        phase.requireConfigurable("setServletSecurity");
        if (constraint == null) {
            throw new IllegalArgumentException("the constraint of servlet '" + getName() + "' must not be null");
        }
        Set<String> unaffected = mappings.constrained(getName());
        security = constraint;
        return unaffected;
    }

    @Override
    public void setMultipartConfig(MultipartConfigElement element) {
        phase.requireConfigurable("setMultipartConfig");
        if (element == null) {
            throw new IllegalArgumentException("the multipart configuration of servlet '" + getName()
                    + "' must not be null");
        }
        multipart = MultipartLimits.of(element);
    }

    @Override
    public void setRunAsRole(String role) {
        phase.requireConfigurable("setRunAsRole");
        if (role == null) {
            throw new IllegalArgumentException("the run-as role of servlet '" + getName() + "' must not be null");
        }
        runAs = role;
    }

    @Override
    public String getRunAsRole() {
        return runAs;
    }
}

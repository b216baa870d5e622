package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.legacy.SingleThreadModel;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The servlets and filters of a context while they can still be registered and configured. Used by the thread that
 * starts the context; read by any thread afterwards.
 */
final class ComponentRegistry {

    /** The name by which applications know the servlet that serves files, here as in other servers. */
    static final String DEFAULT_SERVLET = "default";

    /** The name by which the servlet that runs JSP files is declared, here as in other servers. */
    static final String JSP_SERVLET = "jsp";

    private final ContextPhase phase;
    private final ComponentFactory factory;
    private final ServletMappings servletMappings;
    private final FilterMappings filterMappings;
    private final Set<String> roles;
    private final Map<String, ServletRegistrationImpl> servlets = new LinkedHashMap<>();
    private final Map<String, FilterRegistrationImpl> filters = new LinkedHashMap<>();

    /** Creates the registry of what a model declares; roles that classes declare are added to those given. */
    ComponentRegistry(DeploymentModel model, ContextPhase phase, ComponentFactory factory, Set<String> roles) {
        this.phase = phase;
        this.factory = factory;
        this.roles = roles;
        this.servletMappings = new ServletMappings(model.security().constraints());
        this.filterMappings = new FilterMappings(model.filterMappings());
        for (ServletDefinition servlet : model.servlets()) {
            ServletRegistrationImpl registration = ServletRegistrationImpl.of(servlet, servletMappings, phase);
            if (servlets.putIfAbsent(servlet.name(), registration) != null) {
                throw new IllegalArgumentException("servlet '" + servlet.name() + "' is declared twice");
            }
        }
        // listeners may give it patterns, or register their own in its place
        servlets.computeIfAbsent(DEFAULT_SERVLET, name -> new ServletRegistrationImpl(name, servletMappings, phase));
        for (FilterDefinition filter : model.filters()) {
            if (filters.putIfAbsent(filter.name(), FilterRegistrationImpl.of(filter, filterMappings, phase)) != null) {
                throw new IllegalArgumentException("filter '" + filter.name() + "' is declared twice");
            }
        }
    }

    // ---- servlets ----

    ServletRegistration.Dynamic addServlet(String name, ComponentSource<Servlet> source) {
        ServletRegistrationImpl registration = openServlet("addServlet", name);
        if (source instanceof ComponentSource.Given<Servlet> given && given.instance() instanceof SingleThreadModel) {
            throw new IllegalArgumentException("servlet '" + name + "' is an object of the single thread model; expected "
                    + "its class, as there may have to be more of it");
        }
        if (registration != null) {
            registration.source(source);
            readAnnotations(registration, source);
        }
        return registration;
    }

    ServletRegistration.Dynamic addJspFile(String name, String jspFile) {
        ServletRegistrationImpl registration = openServlet("addJspFile", name);
        if (jspFile == null || jspFile.isEmpty()) {
            throw new IllegalArgumentException("the JSP file of servlet '" + name + "' must not be empty");
        }
        if (registration != null) {
            registration.jspFile(jspFile);
        }
        return registration;
    }

    /** Tells whether a servlet of that name is declared or registered by now. */
    boolean hasServlet(String name) {
        return servlets.containsKey(name);
    }

    /** Completes the servlet that serves files, unless the application has one of that name. */
    void provideDefault(ComponentSource<Servlet> source) {
        ServletRegistrationImpl registration = servlets.get(DEFAULT_SERVLET);
        if (registration.preliminary()) {
            registration.source(source);
            registration.asyncSupported(true);
        }
    }

    /** Returns a new or preliminary registration, or null if there is a complete one of that name. */
    private ServletRegistrationImpl openServlet(String method, String name) {
        phase.requireConfigurable(method);
        requireName("servlet", name);
        ServletRegistrationImpl present = servlets.get(name);
        if (present != null) {
            return present.preliminary() ? present : null;
        }
        ServletRegistrationImpl registration = new ServletRegistrationImpl(name, servletMappings, phase);
        servlets.put(name, registration);
        return registration;
    }

    /**
     * Applies the annotations that count for registered servlets too (Servlet 6.1, section 4.4.3.5). Those about security
     * say nothing about an object that the application has made itself (section 13.4.1).
     */
    private void readAnnotations(ServletRegistrationImpl registration, ComponentSource<Servlet> source) {
        Class<?> type = typeOf(source);
        if (type == null) {
            return;
        }
        MultipartConfig multipart = type.getAnnotation(MultipartConfig.class);
        if (multipart != null) {
            registration.setMultipartConfig(new MultipartConfigElement(multipart));
        }
        if (source instanceof ComponentSource.Given<Servlet> given && !factory.hasCreated(given.instance())) {
            return;
        }
        ServletSecurity security = type.getAnnotation(ServletSecurity.class);
        if (security != null) {
            registration.setServletSecurity(new ServletSecurityElement(security));
        }
        String runAs = SecurityAnnotations.runAs(type);
        if (runAs != null) {
            registration.setRunAsRole(runAs);
        }
        roles.addAll(SecurityAnnotations.declaredRoles(type));
    }

    private Class<?> typeOf(ComponentSource<Servlet> source) {
        if (source instanceof ComponentSource.Typed<Servlet> typed) {
            return typed.type();
        }
        if (source instanceof ComponentSource.Given<Servlet> given) {
            return given.instance().getClass();
        }
        if (source instanceof ComponentSource.Named<Servlet> named) {
            try {
                return factory.load(named.className(), Servlet.class);
            } catch (ServletException ignored) {
                return null; // reported when the servlet is first needed, as for a declared one
            }
        }
        return null;
    }

    ServletRegistration servlet(String name) {
        phase.requireUnrestricted("getServletRegistration");
        return servlets.get(name);
    }

    Map<String, ? extends ServletRegistration> servlets() {
        phase.requireUnrestricted("getServletRegistrations");
        return new LinkedHashMap<>(servlets);
    }

    // ---- filters ----

    FilterRegistration.Dynamic addFilter(String name, ComponentSource<Filter> source) {
        phase.requireConfigurable("addFilter");
        requireName("filter", name);
        FilterRegistrationImpl registration = filters.get(name);
        if (registration == null) {
            registration = new FilterRegistrationImpl(name, filterMappings, phase);
            filters.put(name, registration);
        } else if (registration.source() != null) {
            return null;
        }
        registration.source(source);
        return registration;
    }

    FilterRegistration filter(String name) {
        phase.requireUnrestricted("getFilterRegistration");
        return filters.get(name);
    }

    Map<String, ? extends FilterRegistration> filters() {
        phase.requireUnrestricted("getFilterRegistrations");
        return new LinkedHashMap<>(filters);
    }

    private static void requireName(String what, String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the name of a " + what + " must not be null or empty");
        }
    }

    // ---- what is to run ----

    /** Tells whether a constraint was set on a registration or found on a registered class. */
    boolean hasSecurity() {
        for (ServletRegistrationImpl registration : servlets.values()) {
            if (registration.security() != null) {
                return true;
            }
        }
        return false;
    }

    /** Returns the servlets that are enabled, JSP files as instances of the JSP servlet. */
    List<ServletDefinition> servletDefinitions() {
        List<ServletDefinition> definitions = new ArrayList<>();
        for (ServletRegistrationImpl registration : servlets.values()) {
            if (registration.enabled()) {
                ServletDefinition definition = registration.definition();
                definitions.add(registration.jspFile() == null ? definition : asJsp(definition));
            }
        }
        return definitions;
    }

    private ServletDefinition asJsp(ServletDefinition file) {
        ServletRegistrationImpl engine = servlets.get(JSP_SERVLET);
        if (engine == null || engine.source() == null) {
            return file;
        }
        Map<String, String> parameters = new LinkedHashMap<>(engine.getInitParameters());
        parameters.putAll(file.initParameters());
        parameters.put("jspFile", file.jspFile());
        ServletDefinition.Builder jsp = file.toBuilder().source(engine.source());
        parameters.forEach(jsp::initParameter);
        return jsp.build();
    }

    List<FilterDefinition> filterDefinitions() {
        List<FilterDefinition> definitions = new ArrayList<>();
        for (FilterRegistrationImpl registration : filters.values()) {
            definitions.add(registration.definition());
        }
        return definitions;
    }

    ServletMappings servletMappings() {
        return servletMappings;
    }

    FilterMappings filterMappings() {
        return filterMappings;
    }
}

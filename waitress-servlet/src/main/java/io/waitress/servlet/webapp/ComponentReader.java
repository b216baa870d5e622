package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads servlets, filters and their mappings, in whatever order they come. A mapping may name a servlet that the
 * descriptor does not declare: the application's code may register it later, or the server has it ({@code default}).
 */
final class ComponentReader {

    /** The server's servlet for static files, which an application may map without declaring it. */
    private static final String SERVER_OWN = "default";

    private final DescriptorPaths paths;
    private final DeploymentModel.Builder model;
    private final Map<String, XmlElement> servlets = new LinkedHashMap<>();
    private final Map<String, XmlElement> filters = new HashMap<>();
    private final Map<String, List<String>> servletPatterns = new LinkedHashMap<>();
    private final Map<String, Mapped> patternOwners = new HashMap<>();
    private final List<XmlElement> mappings = new ArrayList<>();
    private final List<WebXml.Declared> lazyServlets = new ArrayList<>();
    private final List<WebXml.Declared> unmapped = new ArrayList<>();

    /** Who has a pattern, and where that was said. */
    private record Mapped(String servlet, XmlElement mapping) {
    }

    ComponentReader(DescriptorPaths paths, DeploymentModel.Builder model) {
        this.paths = paths;
        this.model = model;
    }

    DescriptorPaths paths() {
        return paths;
    }

    void servlet(XmlElement element) {
        element.allow("servlet-name", "servlet-class", "jsp-file", "init-param", "load-on-startup", "enabled",
                "async-supported", "run-as", "security-role-ref", "multipart-config");
        String name = element.requiredValue("servlet-name");
        refuseSecond(servlets.putIfAbsent(name, element), element, name);
        if (element.only("servlet-class") != null && element.only("jsp-file") != null) {
            throw element.error("servlet '" + name + "' has both <servlet-class> and <jsp-file>; expected one of them");
        }
    }

    void servletMapping(XmlElement element) {
        element.allow("servlet-name", "url-pattern");
        String servlet = element.requiredValue("servlet-name");
        mappings.add(element);
        if (element.all("url-pattern").isEmpty()) {
            throw element.error("mapping of servlet '" + servlet + "' lacks <url-pattern>");
        }
        List<String> patterns = servletPatterns.computeIfAbsent(servlet, key -> new ArrayList<>());
        for (String pattern : paths.patterns(element)) {
            Mapped earlier = patternOwners.putIfAbsent(pattern, new Mapped(servlet, element));
            if (earlier == null) {
                patterns.add(pattern);
            } else if (!earlier.servlet.equals(servlet)) {
                throw element.error("<url-pattern> '" + pattern + "' is mapped to servlet '" + servlet
                        + "' and, in line " + earlier.mapping.line() + ", to servlet '" + earlier.servlet
                        + "'; expected one servlet");
            }
        }
    }

    void filter(XmlElement element) {
        element.allow("filter-name", "filter-class", "async-supported", "init-param");
        String name = element.requiredValue("filter-name");
        refuseSecond(filters.putIfAbsent(name, element), element, name);
        String type = element.optionalValue("filter-class");
        model.filter(new FilterDefinition(name, type == null ? null : new ComponentSource.Named<>(type),
                initParameters(element), flag(element, "async-supported", false)));
    }

    void filterMapping(XmlElement element) {
        element.allow("filter-name", "url-pattern", "servlet-name", "dispatcher");
        String filter = element.requiredValue("filter-name");
        mappings.add(element);
        List<String> patterns = paths.filterPatterns(element);
        List<String> servletNames = element.values("servlet-name");
        if (patterns.isEmpty() && servletNames.isEmpty()) {
            throw element.error("mapping of filter '" + filter + "' lacks <url-pattern> or <servlet-name>");
        }
        Set<DispatcherType> dispatchers = EnumSet.noneOf(DispatcherType.class);
        for (XmlElement dispatcher : element.all("dispatcher")) {
            dispatchers.add(dispatcher.constant(DispatcherType.class));
        }
        model.filterMapping(new FilterMapping(filter, patterns, servletNames, dispatchers));
    }

    /** Adds the servlets to the model, now that all mappings are known. */
    void finish() {
        for (Map.Entry<String, XmlElement> servlet : servlets.entrySet()) {
            model.servlet(definition(servlet.getKey(), servlet.getValue()));
        }
        for (Map.Entry<String, List<String>> mapped : servletPatterns.entrySet()) {
            if (!servlets.containsKey(mapped.getKey())) {
                model.servlet(ServletDefinition.builder(mapped.getKey()).patterns(mapped.getValue()).build());
            }
        }
    }

    /** Returns a mistake for each mapping whose servlet or filter is not declared. */
    List<DescriptorException> undeclared() {
        List<DescriptorException> mistakes = new ArrayList<>();
        for (XmlElement mapping : mappings) {
            boolean filter = mapping.name().equals("filter-mapping");
            XmlElement name = mapping.only(filter ? "filter-name" : "servlet-name");
            if (filter ? !filters.containsKey(name.text())
                    : !servlets.containsKey(name.text()) && !name.text().equals(SERVER_OWN)) {
                mistakes.add(name.error(name.tag() + " is '" + name.text() + "', which is not declared; expected the"
                        + " name of a <" + (filter ? "filter" : "servlet") + "> of this file"));
            }
        }
        return mistakes;
    }

    /** Returns the servlets that are not loaded at the start, after {@link #finish}. */
    List<WebXml.Declared> lazyServlets() {
        return lazyServlets;
    }

    /** Returns the servlets of annotations that nobody can ask for, after {@link #finish}. */
    List<WebXml.Declared> unmapped() {
        return unmapped;
    }

    private ServletDefinition definition(String name, XmlElement element) {
        ServletDefinition.Builder servlet = ServletDefinition.builder(name)
                .jspFile(paths.optionalPath(element, "jsp-file"))
                .patterns(servletPatterns.getOrDefault(name, List.of()))
                .loadOnStartup(loadOnStartup(element.only("load-on-startup")))
                .enabled(flag(element, "enabled", true))
                .asyncSupported(flag(element, "async-supported", false))
                .multipart(multipart(element.only("multipart-config")));
        String type = element.optionalValue("servlet-class");
        if (type != null) {
            servlet.source(new ComponentSource.Named<>(type));
            XmlElement place = element.only("servlet-class");
            boolean lazy = loadOnStartup(element.only("load-on-startup")) < 0;
            if (lazy && place.line() > 0) {
                lazyServlets.add(new WebXml.Declared(name, type, place.file() + ":" + place.line()));
            } else if (lazy && !servletPatterns.containsKey(name)) {
                unmapped.add(new WebXml.Declared(name, type, place.file()));
            }
        }
        for (Map.Entry<String, String> parameter : initParameters(element).entrySet()) {
            servlet.initParameter(parameter.getKey(), parameter.getValue());
        }
        XmlElement runAs = element.only("run-as");
        if (runAs != null) {
            servlet.runAs(runAs.allow("role-name").requiredValue("role-name"));
        }
        for (XmlElement reference : element.all("security-role-ref")) {
            reference.allow("role-name", "role-link");
            String role = reference.requiredValue("role-name");
            String link = reference.optionalValue("role-link");
            servlet.roleRef(role, link == null ? role : link);
        }
        return servlet.build();
    }

    /** An empty element asks for loading at the start without saying when (Servlet 2.2): after those that do. */
    private static int loadOnStartup(XmlElement element) {
        if (element == null) {
            return -1;
        }
        return element.text().isEmpty() ? Integer.MAX_VALUE : element.integer();
    }

    private static MultipartLimits multipart(XmlElement element) {
        if (element == null) {
            return null;
        }
        element.allow("location", "max-file-size", "max-request-size", "file-size-threshold");
        String location = element.optionalValue("location");
        return new MultipartLimits(
                location == null ? "" : location,
                size(element.only("max-file-size"), -1, Long.MAX_VALUE),
                size(element.only("max-request-size"), -1, Long.MAX_VALUE),
                (int) size(element.only("file-size-threshold"), 0, Integer.MAX_VALUE));
    }

    private static long size(XmlElement element, long absent, long most) {
        return element == null ? absent : element.number(absent, most);
    }

    private static Map<String, String> initParameters(XmlElement component) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (XmlElement parameter : component.all("init-param")) {
            parameter.allow("param-name", "param-value");
            // the specification leaves a second one of the same name open; its compatibility tests take the first
            parameters.putIfAbsent(parameter.requiredValue("param-name"), parameter.required("param-value").text());
        }
        return parameters;
    }

    private static boolean flag(XmlElement component, String name, boolean absent) {
        XmlElement element = component.only(name);
        return element == null ? absent : element.flag();
    }

    private static void refuseSecond(XmlElement first, XmlElement second, String name) {
        if (first != null) {
            throw second.error("second " + second.name() + " named '" + name + "', the first is in line " + first.line()
                    + "; expected names to differ");
        }
    }
}

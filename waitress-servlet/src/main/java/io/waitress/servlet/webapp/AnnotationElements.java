package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.scan.ClassAnnotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says in elements of a descriptor what {@code @WebServlet}, {@code @WebFilter}, {@code @WebListener} and
 * {@code @DataSourceDefinition} say, so that one set of rules merges and checks everything. The elements of a class stand in no line; their file is the class.
 */
final class AnnotationElements {

    /** The members of {@code @DataSourceDefinition} that matter here, with their elements. */
    private static final Map<String, String> DATA_SOURCE = Map.ofEntries(Map.entry("name", "name"),
            Map.entry("className", "class-name"), Map.entry("url", "url"), Map.entry("user", "user"),
            Map.entry("password", "password"), Map.entry("databaseName", "database-name"),
            Map.entry("serverName", "server-name"), Map.entry("portNumber", "port-number"),
            Map.entry("maxPoolSize", "max-pool-size"), Map.entry("minPoolSize", "min-pool-size"),
            Map.entry("maxIdleTime", "max-idle-time"));

    private final String place;
    private final String className;
    private final List<XmlElement> elements = new ArrayList<>();

    private AnnotationElements(String className, String location) {
        this.place = className + " in " + location;
        this.className = className;
    }

    /**
     * Returns the elements for one class.
     *
     * @param location where the class is, for messages
     * @throws DescriptorException if an annotation contradicts itself
     */
    static List<XmlElement> of(String className, String location, List<ClassAnnotation> annotations) {
        AnnotationElements elements = new AnnotationElements(className, location);
        for (ClassAnnotation annotation : annotations) {
            switch (annotation.type()) {
                case ClassAnnotation.WEB_SERVLET -> elements.servlet(annotation);
                case ClassAnnotation.WEB_FILTER -> elements.filter(annotation);
                case ClassAnnotation.WEB_LISTENER -> elements.add("listener", List.of(
                        elements.element("listener-class", className)));
                case ClassAnnotation.DATA_SOURCE -> elements.dataSource(annotation);
                case ClassAnnotation.DATA_SOURCES -> annotation.annotations("value").forEach(elements::dataSource);
                default -> { } // about a servlet, however that is declared
            }
        }
        return elements.elements;
    }

    private void servlet(ClassAnnotation annotation) {
        List<XmlElement> children = component(annotation, "name", "servlet-name", "servlet-class");
        Integer order = annotation.value("loadOnStartup", Integer.class);
        if (order != null) {
            children.add(element("load-on-startup", order.toString()));
        }
        add("servlet", children);
        List<String> patterns = patterns(annotation, "@WebServlet");
        if (!patterns.isEmpty()) {
            add("servlet-mapping", mapping(name(annotation, "name"), "servlet-name", patterns));
        }
    }

    private void filter(ClassAnnotation annotation) {
        add("filter", component(annotation, "filterName", "filter-name", "filter-class"));
        List<String> patterns = patterns(annotation, "@WebFilter");
        List<String> servlets = annotation.texts("servletNames");
        if (!patterns.isEmpty() || !servlets.isEmpty()) {
            List<XmlElement> mapping =
                    mapping(name(annotation, "filterName"), "filter-name", patterns);
            servlets.forEach(servlet -> mapping.add(element("servlet-name", servlet)));
            annotation.texts("dispatcherTypes").forEach(type -> mapping.add(element("dispatcher", type)));
            add("filter-mapping", mapping);
        }
    }

    private void dataSource(ClassAnnotation annotation) {
        List<XmlElement> children = new ArrayList<>();
        DATA_SOURCE.forEach((member, name) -> {
            Object value = annotation.value(member, Object.class);
            if (value != null) {
                children.add(element(name, value.toString()));
            }
        });
        Integer level = annotation.value("isolationLevel", Integer.class);
        if (level != null && level >= 0) {
            children.add(element("isolation-level", level.toString()));
        }
        for (String property : annotation.texts("properties")) {
            int equals = property.indexOf('=');
            if (equals < 0) {
                throw new DescriptorException(place, 0, "a property of @DataSourceDefinition is '" + property
                        + "'; expected name=value", null);
            }
            children.add(element("property", "", List.of(element("name", property.substring(0, equals).strip()),
                    element("value", property.substring(equals + 1).strip()))));
        }
        add("data-source", children);
    }

    private List<XmlElement> component(ClassAnnotation annotation, String nameMember, String nameElement,
            String classElement) {
        List<XmlElement> children = new ArrayList<>();
        children.add(element(nameElement, name(annotation, nameMember)));
        children.add(element(classElement, className));
        for (ClassAnnotation parameter : annotation.annotations("initParams")) {
            children.add(element("init-param", "", List.of(
                    element("param-name", text(parameter, "name")), element("param-value", text(parameter, "value")))));
        }
        Boolean async = annotation.value("asyncSupported", Boolean.class);
        if (async != null) {
            children.add(element("async-supported", async.toString()));
        }
        return children;
    }

    private List<XmlElement> mapping(String name, String nameElement, List<String> patterns) {
        List<XmlElement> children = new ArrayList<>();
        children.add(element(nameElement, name));
        patterns.forEach(pattern -> children.add(element("url-pattern", pattern)));
        return children;
    }

    private String name(ClassAnnotation annotation, String member) {
        String name = text(annotation, member);
        return name.isEmpty() ? className : name;
    }

    private static String text(ClassAnnotation annotation, String member) {
        String text = annotation.value(member, String.class);
        return text == null ? "" : text;
    }

    private List<String> patterns(ClassAnnotation annotation, String shown) {
        List<String> value = annotation.texts("value");
        List<String> patterns = annotation.texts("urlPatterns");
        if (!value.isEmpty() && !patterns.isEmpty()) {
            throw new DescriptorException(place, 0, shown + " has both value and urlPatterns; expected one of them",
                    null);
        }
        return value.isEmpty() ? patterns : value;
    }

    private void add(String name, List<XmlElement> children) {
        elements.add(element(name, "", children));
    }

    private XmlElement element(String name, String text) {
        return element(name, text, List.of());
    }

    private XmlElement element(String name, String text, List<XmlElement> children) {
        return new XmlElement(place, 0, name, Map.of(), List.copyOf(children), text);
    }
}

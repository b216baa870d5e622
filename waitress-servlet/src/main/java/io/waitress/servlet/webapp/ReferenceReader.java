package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.NameReference;
import io.waitress.servlet.internal.model.NameReference.Kind;
import io.waitress.servlet.internal.model.NameReference.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the elements that declare names of {@code java:comp/env} (Jakarta EE 11, chapter 5). Those for other containers
 * are names too, so that a message can tell what is missing. Stateless.
 */
final class ReferenceReader {

    /** Where the name and the type of an element are. */
    private record Form(Kind kind, String name, String type) {
    }

    private static final Map<String, Form> FORMS = Map.ofEntries(
            Map.entry("env-entry", new Form(Kind.ENTRY, "env-entry-name", "env-entry-type")),
            Map.entry("resource-ref", new Form(Kind.RESOURCE, "res-ref-name", "res-type")),
            Map.entry("resource-env-ref",
                    new Form(Kind.RESOURCE, "resource-env-ref-name", "resource-env-ref-type")),
            Map.entry("data-source", new Form(Kind.DEFINITION, "name", "class-name")),
            Map.entry("mail-session", new Form(Kind.DEFINITION, "name", "store-protocol-class")),
            Map.entry("message-destination-ref",
                    new Form(Kind.FOREIGN, "message-destination-ref-name", "message-destination-type")),
            Map.entry("ejb-ref", new Form(Kind.FOREIGN, "ejb-ref-name", "remote")),
            Map.entry("ejb-local-ref", new Form(Kind.FOREIGN, "ejb-ref-name", "local")),
            Map.entry("service-ref", new Form(Kind.FOREIGN, "service-ref-name", "service-ref-type")),
            Map.entry("persistence-context-ref", new Form(Kind.FOREIGN, "persistence-context-ref-name", "none")),
            Map.entry("persistence-unit-ref", new Form(Kind.FOREIGN, "persistence-unit-ref-name", "none")),
            Map.entry("administered-object", new Form(Kind.FOREIGN, "name", "interface-name")),
            Map.entry("connection-factory", new Form(Kind.FOREIGN, "name", "interface-name")),
            Map.entry("context-service", new Form(Kind.FOREIGN, "name", "none")),
            Map.entry("jms-connection-factory", new Form(Kind.FOREIGN, "name", "interface-name")),
            Map.entry("jms-destination", new Form(Kind.FOREIGN, "name", "interface-name")),
            Map.entry("managed-executor", new Form(Kind.FOREIGN, "name", "none")),
            Map.entry("managed-scheduled-executor", new Form(Kind.FOREIGN, "name", "none")),
            Map.entry("managed-thread-factory", new Form(Kind.FOREIGN, "name", "none")));

    private ReferenceReader() {
    }

    /** Tells whether an element declares a name, or belongs to those that do. */
    static boolean knows(String element) {
        return FORMS.containsKey(element) || element.equals("message-destination");
    }

    /**
     * Reads elements.
     *
     * @param elements that {@link #knows}
     * @throws DescriptorException if one lacks its name
     */
    static List<NameReference> read(List<XmlElement> elements) {
        List<NameReference> references = new ArrayList<>();
        for (XmlElement element : elements) {
            Form form = FORMS.get(element.name());
            if (form != null && (form.kind != Kind.FOREIGN || element.optionalValue(form.name) != null)) {
                references.add(read(element, form));
            }
        }
        return references;
    }

    private static NameReference read(XmlElement element, Form form) {
        boolean definition = form.kind == Kind.DEFINITION;
        XmlElement value = form.kind == Kind.ENTRY ? element.only("env-entry-value") : null;
        return new NameReference(form.kind, element.name(), element.requiredValue(form.name),
                definition ? null : element.optionalValue(form.type), value == null ? null : value.text(),
                element.optionalValue("lookup-name"), element.optionalValue("mapped-name"), targets(element),
                definition ? properties(element) : Map.of(), element.place());
    }

    private static List<Target> targets(XmlElement element) {
        List<Target> targets = new ArrayList<>();
        for (XmlElement target : element.all("injection-target")) {
            target.allow("injection-target-class", "injection-target-name");
            targets.add(new Target(target.requiredValue("injection-target-class"),
                    target.requiredValue("injection-target-name")));
        }
        return targets;
    }

    private static Map<String, String> properties(XmlElement element) {
        return element.name().equals("data-source") ? dataSource(element) : mailSession(element);
    }

    /** What only says how the database or a transaction manager is to be tuned is left to the pool. */
    private static Map<String, String> dataSource(XmlElement element) {
        Map<String, String> properties = new HashMap<>();
        put(properties, element, "class-name", "dataSourceClassName");
        put(properties, element, "url", "url");
        put(properties, element, "user", "username");
        put(properties, element, "password", "password");
        put(properties, element, "server-name", "dataSource.serverName");
        put(properties, element, "port-number", "dataSource.portNumber");
        put(properties, element, "database-name", "dataSource.databaseName");
        put(properties, element, "max-pool-size", "maximumPoolSize");
        put(properties, element, "min-pool-size", "minimumIdle");
        put(properties, element, "isolation-level", "transactionIsolation");
        XmlElement idle = element.only("max-idle-time");
        if (idle != null) {
            properties.put("idleTimeout", Long.toString(1000 * idle.number(0, Integer.MAX_VALUE)));
        }
        for (XmlElement property : element.all("property")) {
            properties.put("dataSource." + property.requiredValue("name"), property.required("value").text());
        }
        return properties;
    }

    private static Map<String, String> mailSession(XmlElement element) {
        Map<String, String> properties = new HashMap<>();
        String protocol = element.optionalValue("transport-protocol");
        String prefix = "mail." + (protocol == null ? "smtp" : protocol);
        properties.put("mail.transport.protocol", protocol == null ? "smtp" : protocol);
        put(properties, element, "store-protocol", "mail.store.protocol");
        put(properties, element, "transport-protocol-class", prefix + ".class");
        put(properties, element, "host", "mail.host");
        put(properties, element, "user", "username");
        put(properties, element, "password", "password");
        put(properties, element, "from", "mail.from");
        for (XmlElement property : element.all("property")) {
            String name = property.requiredValue("name");
            properties.put(name.startsWith("mail.") ? name : "mail." + name, property.required("value").text());
        }
        return properties;
    }

    private static void put(Map<String, String> properties, XmlElement element, String child, String property) {
        String value = element.optionalValue(child);
        if (value != null) {
            properties.put(property, value);
        }
    }
}

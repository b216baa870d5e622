package io.waitress.servlet.webapp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells what another server's descriptor asks for, and how to ask this server for the same where it has that. */
final class VendorContent {

    private static final int SHOWN = 12;
    private static final int LONGEST = 80;

    /** What identifies an element to whoever wrote it, the most telling first. */
    private static final List<String> NAMING = List.of("name", "className", "class", "id", "virtual-name");
    private static final List<String> NAMING_CHILDREN =
            List.of("res-ref-name", "resource-ref-name", "ejb-ref-name", "resource-env-ref-name", "role-name", "name");

    /** Elements that say where the application is to be served. */
    private static final Set<String> CONTEXT_ROOTS = Set.of("context-root", "web-uri");

    /** Names in JNDI: an element's own, or what it refers to. */
    private static final Set<String> RESOURCES =
            Set.of("Resource", "ResourceLink", "resource-ref", "resource-env-ref", "resource-description");

    /** Attributes of Tomcat's Context, with what to say here instead. */
    private static final Map<String, String> CONTEXT_ATTRIBUTES = Map.of(
            "path", "--context-path",
            "crossContext", "--cross-context",
            "sessionCookieName", "<session-config> in web.xml",
            "sessionCookiePath", "<session-config> in web.xml",
            "sessionCookieDomain", "<session-config> in web.xml",
            "useHttpOnly", "<session-config> in web.xml",
            "sessionTimeout", "<session-config> in web.xml");

    private VendorContent() {
    }

    /**
     * Lists what a file asks for.
     *
     * @param file the descriptor
     * @param name its path for messages
     * @return empty if it asks for nothing, else text that goes on after "honoured"
     */
    static String describe(Path file, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".xml") && !lower.endsWith(".xmi")) {
            return "";
        }
        try (InputStream source = new BufferedInputStream(Files.newInputStream(file))) {
            List<String> items = items(XmlDocument.foreign(source, name).root());
            return items.isEmpty() ? "" : ": " + shown(items);
        } catch (DescriptorException e) {
            return "; " + e.getMessage();
        } catch (IOException e) {
            return "; it cannot be read: " + e;
        }
    }

    private static List<String> items(XmlElement root) {
        Set<String> items = new LinkedHashSet<>();
        root.attributes().forEach((attribute, value) -> {
            if (root.name().equals("Context")) {
                String instead = CONTEXT_ATTRIBUTES.get(attribute);
                items.add(attribute + "=\"" + plain(value) + '"' + (instead == null ? "" : " (say " + instead + ')'));
            }
        });
        for (XmlElement element : root.children()) {
            if (!element.descriptive()) {
                items.add(item(element));
            }
        }
        return new ArrayList<>(items);
    }

    private static String item(XmlElement element) {
        if (CONTEXT_ROOTS.contains(element.name())) {
            String path = element.text().isEmpty() ? element.attributes().getOrDefault("uri", "/") : element.text();
            return "context-root " + plain(path) + " (say --context-path=" + plain(path.startsWith("/") ? path : '/' + path)
                    + ')';
        }
        String name = name(element);
        if (RESOURCES.contains(element.name()) && name != null) {
            return element.name() + ' ' + name + " (say --resource=" + name + "=…)";
        }
        return name == null ? element.name() : element.name() + ' ' + name;
    }

    private static String name(XmlElement element) {
        for (String attribute : NAMING) {
            String value = element.attributes().get(attribute);
            if (value != null) {
                return plain(value);
            }
        }
        for (XmlElement child : element.children()) {
            if (NAMING_CHILDREN.contains(child.name()) && !child.text().isEmpty()) {
                return plain(child.text());
            }
        }
        return element.children().isEmpty() && !element.text().isEmpty() ? plain(element.text()) : null;
    }

    /** What somebody wrote, fit for a line of a log. */
    private static String plain(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + '…';
    }

    private static String shown(List<String> items) {
        String first = String.join(", ", items.subList(0, Math.min(SHOWN, items.size())));
        return items.size() <= SHOWN ? first : first + " and " + (items.size() - SHOWN) + " more";
    }
}

package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ErrorPage;
import io.waitress.servlet.internal.model.LifecycleCallbacks;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.model.NamingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code web.xml} of the versions 2.2 to 6.1. The order of elements is free, as it is from 2.4 on; elements are
 * accepted whether or not the declared version knew them already; an element that no version knows is refused.
 * One reader reads one descriptor.
 */
final class WebXmlReader {

    private final XmlDocument document;
    private final DescriptorVersion version;
    private final DeploymentModel.Builder model = DeploymentModel.builder();
    private final ComponentReader components;
    private final SecurityReader security = new SecurityReader();
    private final JspReader jsp = new JspReader();
    private final Map<String, XmlElement> singles = new HashMap<>();
    private final Map<String, String> postConstruct = new HashMap<>();
    private final Map<String, String> preDestroy = new HashMap<>();
    private final Set<String> listeners = new HashSet<>();
    private final List<XmlElement> references = new ArrayList<>();
    private List<String> absoluteOrdering;
    private String defaultContextPath;

    private WebXmlReader(XmlDocument document) {
        this.document = document;
        version = DescriptorVersion.of(document);
        components = new ComponentReader(new DescriptorPaths(version.slashOptional()), model);
    }

    /**
     * Reads a descriptor.
     *
     * @param source its bytes; not closed
     * @param file its path for messages
     * @throws DescriptorException if it has a mistake
     */
    static WebXml read(InputStream source, String file) throws IOException {
        return read(document(source, file));
    }

    /**
     * Reads a descriptor as it is written, with no more checks than that it is one.
     *
     * @param source its bytes; not closed
     * @param file its path for messages
     * @throws DescriptorException if it is not readable
     */
    static XmlDocument document(InputStream source, String file) throws IOException {
        XmlDocument document = XmlDocument.read(source, file);
        if (!document.root().name().equals("web-app")) {
            throw document.root().error("the outermost element is " + document.root().tag() + "; expected <web-app>");
        }
        return document;
    }

    /**
     * Reads a descriptor.
     *
     * @param document its elements, possibly merged with those of others
     * @throws DescriptorException if it has a mistake
     */
    static WebXml read(XmlDocument document) {
        return new WebXmlReader(document).read();
    }

    private WebXml read() {
        XmlElement root = document.root();
        model.majorVersion(version.major()).minorVersion(version.minor());
        for (XmlElement child : root.children()) {
            element(child);
        }
        components.finish();
        Boolean complete = metadataComplete(root);
        model.callbacks(new LifecycleCallbacks(postConstruct, preDestroy, !Boolean.TRUE.equals(complete)));
        if (!references.isEmpty()) {
            model.naming(new NamingSettings(ReferenceReader.read(references), List.of()));
        }
        return new WebXml(
                model.security(security.settings()).jsp(jsp.settings()).build(),
                complete,
                absoluteOrdering,
                defaultContextPath,
                components.undeclared(),
                components.lazyServlets(),
                components.unmapped());
    }

    static Boolean metadataComplete(XmlElement root) {
        String text = root.attributes().get("metadata-complete");
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw root.error("metadata-complete is '" + text + "'; expected true or false");
        };
    }

    private void element(XmlElement element) {
        switch (element.name()) {
            case "display-name" -> displayName(element);
            case "distributable" -> model.distributable(true);
            case "context-param" -> contextParameter(element);
            case "servlet" -> components.servlet(element);
            case "servlet-mapping" -> components.servletMapping(element);
            case "filter" -> components.filter(element);
            case "filter-mapping" -> components.filterMapping(element);
            case "listener" -> listener(element);
            case "session-config" -> model.session(SessionReader.read(single(element)));
            case "mime-mapping" -> mimeMapping(element);
            case "welcome-file-list" -> welcomeFiles(element);
            case "error-page" -> errorPage(element);
            case "locale-encoding-mapping-list" -> localeEncodings(element);
            case "request-character-encoding" -> model.requestEncoding(encoding(single(element)));
            case "response-character-encoding" -> model.responseEncoding(encoding(single(element)));
            case "default-context-path" -> defaultContextPath = contextPath(single(element));
            case "absolute-ordering" -> absoluteOrdering = ordering(single(element));
            case "jsp-config" -> jsp.config(single(element));
            case "taglib" -> jsp.taglib(element);
            case "security-constraint" -> security.constraint(element);
            case "security-role" -> security.role(element);
            case "login-config" -> security.login(single(element), components.paths());
            case "deny-uncovered-http-methods" -> security.denyUncoveredMethods();
            case "post-construct" -> callback(element, postConstruct);
            case "pre-destroy" -> callback(element, preDestroy);
            default -> {
                if (ReferenceReader.knows(element.name())) {
                    references.add(element);
                } else if (!element.descriptive() && !element.name().equals("module-name")) {
                    throw element.error("unknown element " + element.tag()
                            + " in <web-app>; expected one that the Servlet specification (2.2 to 6.1) has there");
                }
            }
        }
    }

    private XmlElement single(XmlElement element) {
        XmlElement first = singles.putIfAbsent(element.name(), element);
        if (first != null) {
            throw element.error("second " + element.tag() + ", the first is in line " + first.line()
                    + "; expected at most one");
        }
        return element;
    }

    private void displayName(XmlElement element) {
        // several differ in xml:lang; the first one is as good as any
        if (singles.putIfAbsent(element.name(), element) == null) {
            model.displayName(element.text());
        }
    }

    private void contextParameter(XmlElement element) {
        element.allow("param-name", "param-value");
        model.contextParameter(element.requiredValue("param-name"), element.required("param-value").text());
    }

    /** Of each class there is one. */
    private void listener(XmlElement element) {
        element.allow("listener-class");
        String type = element.requiredValue("listener-class");
        if (listeners.add(type)) {
            model.listener(new ListenerDefinition(new ComponentSource.Named<>(type), false));
        }
    }

    /** One without a class belongs to a component that declares it, of which there is none in this descriptor. */
    private static void callback(XmlElement element, Map<String, String> methods) {
        element.allow("lifecycle-callback-class", "lifecycle-callback-method");
        String method = element.requiredValue("lifecycle-callback-method");
        String type = element.optionalValue("lifecycle-callback-class");
        if (type == null) {
            return;
        }
        String other = methods.putIfAbsent(type, method);
        if (other != null && !other.equals(method)) {
            throw element.error(element.tag() + " of class " + type + " is '" + method + "' and '" + other
                    + "'; expected one method");
        }
    }

    private void mimeMapping(XmlElement element) {
        element.allow("extension", "mime-type");
        String extension = element.requiredValue("extension").toLowerCase(Locale.ROOT);
        model.mimeType(extension.startsWith(".") ? extension.substring(1) : extension,
                element.requiredValue("mime-type"));
    }

    private void welcomeFiles(XmlElement element) {
        element.allow("welcome-file");
        for (String file : element.values("welcome-file")) {
            model.welcomeFile(file.startsWith("/") ? file.substring(1) : file);
        }
    }

    private void errorPage(XmlElement element) {
        element.allow("error-code", "exception-type", "location");
        XmlElement code = element.only("error-code");
        String location = components.paths().path(element.required("location"));
        model.errorPage(element.checked(() -> new ErrorPage(
                code == null ? 0 : (int) code.number(100, 599), element.optionalValue("exception-type"), location)));
    }

    private void localeEncodings(XmlElement element) {
        element.allow("locale-encoding-mapping");
        for (XmlElement mapping : element.all("locale-encoding-mapping")) {
            mapping.allow("locale", "encoding");
            model.localeEncoding(mapping.requiredValue("locale").replace('-', '_'),
                    encoding(mapping.required("encoding")));
        }
    }

    private static String encoding(XmlElement element) {
        try {
            if (Charset.isSupported(element.value())) {
                return element.text();
            }
        } catch (IllegalCharsetNameException ignored) {
            // not even a possible name: the same answer
        }
        throw element.error(element.tag() + " is '" + element.text() + "'; expected an encoding that this JVM knows");
    }

    private static String contextPath(XmlElement element) {
        String path = element.value();
        if (!path.startsWith("/") || path.contains("//") || path.length() > 1 && path.endsWith("/")) {
            throw element.error(element.tag() + " is '" + path
                    + "'; expected '/' or a path that begins with '/' and does not end with it");
        }
        return path.equals("/") ? "" : path;
    }

    static List<String> ordering(XmlElement element) {
        element.allow("name", "others");
        element.only("others");
        List<String> names = new ArrayList<>();
        for (XmlElement child : element.children()) {
            if (!child.descriptive()) {
                names.add(child.name().equals("others") ? WebXml.OTHERS : child.value());
            }
        }
        return names;
    }
}

package io.waitress.benchmarks.undertow;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The few elements of web.xml that the workload uses; Undertow has no reader of its own. */
final class DeploymentDescriptor {

    private final Document document;
    private final ClassLoader classes;

    DeploymentDescriptor(Path file, ClassLoader classes) throws Exception {
        this.document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        this.classes = classes;
    }

    void addTo(DeploymentInfo deployment) throws ClassNotFoundException {
        for (Element listener : elements("listener")) {
            deployment.addListener(new ListenerInfo(load(listener, "listener-class", EventListener.class)));
        }
        Map<String, ServletInfo> servlets = new HashMap<>();
        for (Element servlet : elements("servlet")) {
            String name = text(servlet, "servlet-name");
            servlets.put(name, new ServletInfo(name, load(servlet, "servlet-class", Servlet.class)));
        }
        for (Element mapping : elements("servlet-mapping")) {
            NodeList patterns = mapping.getElementsByTagName("url-pattern");
            for (int i = 0; i < patterns.getLength(); i++) {
                servlets.get(text(mapping, "servlet-name")).addMapping(patterns.item(i).getTextContent());
            }
        }
        deployment.addServlets(servlets.values());
        for (Element filter : elements("filter")) {
            deployment.addFilter(new FilterInfo(text(filter, "filter-name"),
                    load(filter, "filter-class", Filter.class)));
        }
        for (Element mapping : elements("filter-mapping")) {
            deployment.addFilterUrlMapping(text(mapping, "filter-name"), text(mapping, "url-pattern"),
                    DispatcherType.REQUEST);
        }
    }

    private <T> Class<? extends T> load(Element element, String child, Class<T> type) throws ClassNotFoundException {
        return classes.loadClass(text(element, child)).asSubclass(type);
    }

    private List<Element> elements(String name) {
        List<Element> elements = new ArrayList<>();
        NodeList nodes = document.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static String text(Element element, String child) {
        return element.getElementsByTagName(child).item(0).getTextContent();
    }
}

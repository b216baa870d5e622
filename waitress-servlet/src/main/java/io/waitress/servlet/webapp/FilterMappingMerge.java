package io.waitress.servlet.webapp;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code @WebFilter} adds to the mappings that descriptors have for the same filter: each of its patterns, servlets
 * and kinds of dispatch counts only if no descriptor says anything of the kind (Servlet 6.1, section 8.2.3). Stateless.
 */
final class FilterMappingMerge {

    private FilterMappingMerge() {
    }

    /** Returns the declared mappings of one filter, completed. */
    static List<XmlElement> complete(List<XmlElement> declared, List<XmlElement> annotated) {
        if (annotated.isEmpty()) {
            return declared;
        }
        List<XmlElement> added = new ArrayList<>();
        for (String kind : List.of("url-pattern", "servlet-name")) {
            if (children(declared, kind).isEmpty()) {
                added.addAll(children(annotated, kind));
            }
        }
        List<XmlElement> dispatchers = children(declared, "dispatcher");
        List<XmlElement> complete = new ArrayList<>();
        if (dispatchers.isEmpty()) {
            dispatchers = children(annotated, "dispatcher");
            for (XmlElement mapping : declared) {
                complete.add(with(mapping, mapping.children(), dispatchers));
            }
        } else {
            complete.addAll(declared);
        }
        if (!added.isEmpty()) {
            XmlElement mapping = annotated.get(0);
            complete.add(with(mapping, List.of(mapping.required("filter-name")), concat(added, dispatchers)));
        }
        return complete;
    }

    private static List<XmlElement> children(List<XmlElement> mappings, String name) {
        return mappings.stream().flatMap(mapping -> mapping.all(name).stream()).toList();
    }

    private static XmlElement with(XmlElement mapping, List<XmlElement> children, List<XmlElement> more) {
        return mapping.withChildren(concat(children, more));
    }

    private static List<XmlElement> concat(List<XmlElement> some, List<XmlElement> more) {
        List<XmlElement> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}

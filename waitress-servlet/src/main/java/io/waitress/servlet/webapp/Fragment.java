package io.waitress.servlet.webapp;

import java.util.List;
import java.util.Set;

/**
 * One jar of {@code WEB-INF/lib} as a part of the application, with or without a descriptor of its own.
 *
 * @param fileName the jar's name
 * @param name the name for orderings, or null
 * @param before the names of fragments that come later, {@link WebXml#OTHERS} for all others
 * @param after the names of fragments that come earlier, {@link WebXml#OTHERS} for all others
 * @param metadataComplete whether the annotations of its classes do not count
 * @param root its descriptor without name and ordering, or null if it has none
 */
record Fragment(String fileName, String name, List<String> before, List<String> after, boolean metadataComplete,
        XmlElement root) {

    /** What only the application as a whole can say. */
    private static final Set<String> OF_WEB_APP = Set.of("absolute-ordering", "default-context-path",
            "deny-uncovered-http-methods", "request-character-encoding", "response-character-encoding");

    Fragment {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Makes the fragment of a jar without descriptor. */
    static Fragment withoutDescriptor(String fileName) {
        return new Fragment(fileName, null, List.of(), List.of(), false, null);
    }

    /** Reads no more of a fragment's descriptor than its name, since nothing else of it counts. */
    static Fragment named(String fileName, XmlDocument document) {
        XmlElement name = document.root().only("name");
        return new Fragment(fileName, name == null ? null : name.value(), List.of(), List.of(), true, null);
    }

    /**
     * Reads a fragment's descriptor.
     *
     * @throws DescriptorException if it has a mistake
     */
    static Fragment read(String fileName, XmlDocument document) {
        XmlElement root = document.root();
        if (!root.name().equals("web-fragment")) {
            throw root.error("the outermost element is " + root.tag() + "; expected <web-fragment>");
        }
        for (XmlElement child : root.children()) {
            if (OF_WEB_APP.contains(child.name())) {
                throw child.error(child.tag() + " in <web-fragment>; expected it in the application's web.xml only");
            }
        }
        XmlElement name = root.only("name");
        XmlElement ordering = root.only("ordering");
        if (ordering != null) {
            ordering.allow("before", "after");
        }
        XmlElement others = root.withChildren(root.children().stream()
                .filter(child -> child != name && child != ordering).toList());
        WebXmlReader.read(new XmlDocument(others, document.namespace(), document.doctype())); // for its mistakes
        return new Fragment(fileName, name == null ? null : name.value(), names(ordering, "before"),
                names(ordering, "after"), Boolean.TRUE.equals(WebXmlReader.metadataComplete(root)), others);
    }

    private static List<String> names(XmlElement ordering, String direction) {
        XmlElement element = ordering == null ? null : ordering.only(direction);
        return element == null ? List.of() : WebXmlReader.ordering(element);
    }

    /** Returns the fragment for messages. */
    String text() {
        return name == null ? fileName : "'" + name + "' (" + fileName + ")";
    }

    boolean ordered() {
        return !before.isEmpty() || !after.isEmpty();
    }
}

package io.waitress.servlet.webapp;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the specification that a descriptor was written for.
 *
 * @param major the first number
 * @param minor the second number
 */
record DescriptorVersion(int major, int minor) {

    private static final DescriptorVersion LATEST = new DescriptorVersion(6, 1);
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern PUBLIC_ID = Pattern.compile("DTD Web Application (\\d)\\.(\\d)");

    /** For descriptors that name a namespace but, against its schema, no version: the first version that used it. */
    private static final Map<String, DescriptorVersion> OF_NAMESPACE = Map.of(
            "http://java.sun.com/xml/ns/j2ee", new DescriptorVersion(2, 4),
            "http://java.sun.com/xml/ns/javaee", new DescriptorVersion(2, 5),
            "http://xmlns.jcp.org/xml/ns/javaee", new DescriptorVersion(3, 1),
            "https://jakarta.ee/xml/ns/jakartaee", new DescriptorVersion(5, 0));

    static DescriptorVersion of(XmlDocument document) {
        String attribute = document.root().attributes().get("version");
        if (attribute != null) {
            Matcher matcher = ATTRIBUTE.matcher(attribute);
            if (!matcher.matches()) {
                throw document.root().error("version is '" + attribute
                        + "'; expected 2.2, 2.3, 2.4, 2.5, 3.0, 3.1, 4.0, 5.0, 6.0 or 6.1");
            }
            return of(matcher);
        }
        Matcher doctype = PUBLIC_ID.matcher(document.doctype());
        return doctype.find() ? of(doctype) : OF_NAMESPACE.getOrDefault(document.namespace(), LATEST);
    }

    private static DescriptorVersion of(Matcher matcher) {
        return new DescriptorVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Tells whether paths and URL patterns may lack their leading slash, as they may up to Servlet 2.2. */
    boolean slashOptional() {
        return major < 2 || major == 2 && minor <= 2;
    }
}

package io.waitress.servlet.webapp;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of the specification that a descriptor was written for.
 *
 * @param major the first number
 * @param minor the second number
 */
record DescriptorVersion(int major, int minor) {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorVersion.class);
    private static final DescriptorVersion LATEST = new DescriptorVersion(6, 1);
    private static final List<String> KNOWN =
            List.of("2.2", "2.3", "2.4", "2.5", "3.0", "3.1", "4.0", "5.0", "6.0", "6.1");
    /** Descriptors of tag libraries have versions of their own, which make no difference here. */
    private static final String TAG_LIBRARY = "taglib";
    private static final Pattern PUBLIC_ID = Pattern.compile("DTD Web Application (\\d)\\.(\\d)");

    /** For descriptors that name a namespace but, against its schema, no version: the first version that used it. */
    private static final Map<String, DescriptorVersion> OF_NAMESPACE = Map.of(
            "http://java.sun.com/xml/ns/j2ee", new DescriptorVersion(2, 4),
            "http://java.sun.com/xml/ns/javaee", new DescriptorVersion(2, 5),
            "http://xmlns.jcp.org/xml/ns/javaee", new DescriptorVersion(3, 1),
            "https://jakarta.ee/xml/ns/jakartaee", new DescriptorVersion(5, 0));

    static DescriptorVersion of(XmlDocument document) {
        String attribute = document.root().attributes().get("version");
        if (attribute != null && KNOWN.contains(attribute)) {
            int dot = attribute.indexOf('.');
            return of(attribute.substring(0, dot), attribute.substring(dot + 1));
        }
        Matcher doctype = PUBLIC_ID.matcher(document.doctype());
        return doctype.find() ? of(doctype.group(1), doctype.group(2)) : OF_NAMESPACE.getOrDefault(document.namespace(), LATEST);
    }

    /** An attribute that no version of the schema allows says nothing: what else tells the version does. */
    static void warnIfUnknown(XmlDocument document) {
        XmlElement root = document.root();
        String attribute = root.attributes().get("version");
        if (attribute != null && !root.name().equals(TAG_LIBRARY) && !KNOWN.contains(attribute)) {
            DescriptorVersion instead = of(document);
            LOG.warn("{}: version is '{}'; expected one of {}; read as {}.{}", root.place(), attribute,
                    String.join(", ", KNOWN), instead.major, instead.minor);
        }
    }

    private static DescriptorVersion of(String major, String minor) {
        return new DescriptorVersion(Integer.parseInt(major), Integer.parseInt(minor));
    }

    /** Tells whether paths and URL patterns may lack their leading slash, as they may up to Servlet 2.2. */
    boolean slashOptional() {
        return major < 2 || major == 2 && minor <= 2;
    }
}

package io.waitress.servlet.webapp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.events.EntityDeclaration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A descriptor as a tree of the elements that are the specification's; elements of other namespaces are left out with
 * all they contain. Nothing outside the file is ever read: a document type is accepted and its external part taken as
 * empty, entities declared in the file work, those that name another file or grow beyond bounds are refused.
 *
 * @param root the outermost element
 * @param namespace the root's namespace, possibly empty
 * @param doctype the text of the document type declaration, or empty
 */
record XmlDocument(XmlElement root, String namespace, String doctype) {

    private static final Set<String> NAMESPACES = Set.of(
            "",
            "http://java.sun.com/xml/ns/j2ee",
            "http://java.sun.com/xml/ns/javaee",
            "http://xmlns.jcp.org/xml/ns/javaee",
            "https://jakarta.ee/xml/ns/jakartaee");

    private static final Logger LOG = LoggerFactory.getLogger(XmlDocument.class);
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_ELEMENTS = 500_000;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_CHARACTERS = 8 << 20;

    /** Makes the document of an application that has none. */
    static XmlDocument empty(String file, String rootName) {
        return new XmlDocument(new XmlElement(file, 0, rootName, Map.of(), List.of(), ""), "", "");
    }

    /**
     * Reads a descriptor as it is written.
     *
     * @param source its bytes; not closed
     * @param file its path for messages
     * @throws DescriptorException if it is not readable
     */
    static XmlDocument read(InputStream source, String file) throws IOException {
        XmlDocument document = new Reader(file, true).read(bytes(source, file));
        DescriptorVersion.warnIfUnknown(document);
        return document;
    }

    /**
     * Reads a descriptor of another server, whose namespaces and versions are its own.
     *
     * @param source its bytes; not closed
     * @param file its path for messages
     * @throws DescriptorException if it is not readable
     */
    static XmlDocument foreign(InputStream source, String file) throws IOException {
        return new Reader(file, false).read(bytes(source, file));
    }

    private static byte[] bytes(InputStream source, String file) throws IOException {
        byte[] bytes = source.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new DescriptorException(file, 0, "more than " + MAX_BYTES + " bytes", null);
        }
        return bytes;
    }

    /** Holds the state of one reading. Confined to one thread. */
    private static final class Reader {

        private final String file;
        private final boolean ours;
        private XMLStreamReader xml;
        private String rootNamespace = "";
        private int elements;
        private int characters;

        Reader(String file, boolean ours) {
            this.file = file;
            this.ours = ours;
        }

        XmlDocument read(byte[] bytes) {
            try {
                xml = inputFactory().createXMLStreamReader(new ByteArrayInputStream(bytes));
                String doctype = "";
                while (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    if (xml.getEventType() == XMLStreamConstants.DTD) {
                        doctype = doctype();
                    }
                }
                rootNamespace = namespace();
                if (ours && !NAMESPACES.contains(rootNamespace)) {
                    LOG.warn("{}:{}: <{}> is in the unknown namespace '{}', and is read as if it were in"
                            + " https://jakarta.ee/xml/ns/jakartaee", file, line(), xml.getLocalName(), rootNamespace);
                }
                XmlDocument document = new XmlDocument(element(1), rootNamespace, doctype);
                while (xml.hasNext()) {
                    xml.next();
                }
                return document;
            } catch (XMLStreamException e) {
                throw syntaxError(e);
            }
        }

        /** Returns the current document type declaration, having refused entities that live in other files. */
        private String doctype() {
            if (xml.getProperty("javax.xml.stream.entities") instanceof List<?> entities) {
                for (Object entity : entities) {
                    if (entity instanceof EntityDeclaration declared && declared.getSystemId() != null) {
                        throw error("entity '" + declared.getName() + "' stands for the file '"
                                + declared.getSystemId() + "'; other files are not read, put its content here");
                    }
                }
            }
            return xml.getText() == null ? "" : xml.getText();
        }

        private static XMLInputFactory inputFactory() {
            // The JDK's own, whatever else an embedder has on the class path: its limits are known.
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.IS_COALESCING, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setXMLResolver((publicId, systemId, base, namespace) -> new ByteArrayInputStream(new byte[0]));
            return factory;
        }

        /** Reads the element whose start tag is current, up to its end tag. */
        private XmlElement element(int depth) throws XMLStreamException {
            if (depth > MAX_DEPTH) {
                throw error("elements are nested deeper than " + MAX_DEPTH + " levels");
            }
            if (++elements > MAX_ELEMENTS) {
                throw error("more than " + MAX_ELEMENTS + " elements");
            }
            int line = line();
            String name = xml.getLocalName();
            Map<String, String> attributes = attributes();
            List<XmlElement> children = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            int event = xml.next();
            while (event != XMLStreamConstants.END_ELEMENT) {
                switch (event) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        String namespace = namespace();
                        if (!ours || NAMESPACES.contains(namespace) || namespace.equals(rootNamespace)) {
                            children.add(element(depth + 1));
                        } else {
                            skip();
                        }
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                            text.append(characters());
                    default -> {
                        // comments and processing instructions say nothing
                    }
                }
                event = xml.next();
            }
            return new XmlElement(file, line, name, attributes, List.copyOf(children), text.toString().strip());
        }

        private void skip() throws XMLStreamException {
            for (int open = 1; open > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    open++;
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    open--;
                }
            }
        }

        private String characters() {
            characters += xml.getTextLength();
            if (characters > MAX_CHARACTERS) {
                throw error("more than " + MAX_CHARACTERS + " characters of text");
            }
            return xml.getText();
        }

        private Map<String, String> attributes() {
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i).strip());
            }
            return attributes;
        }

        private String namespace() {
            return xml.getNamespaceURI() == null ? "" : xml.getNamespaceURI();
        }

        private int line() {
            return xml.getLocation().getLineNumber();
        }

        private DescriptorException error(String problem) {
            return new DescriptorException(file, line(), problem, null);
        }

        private DescriptorException syntaxError(XMLStreamException cause) {
            Location location = cause.getLocation() != null || xml == null ? cause.getLocation() : xml.getLocation();
            String message = String.valueOf(cause.getMessage());
            int details = message.indexOf("Message: ");
            String problem = "not readable as XML: " + (details < 0 ? message : message.substring(details + 9));
            if (cause.getNestedException() instanceof IOException) { // of decoding: the bytes are in memory
                problem = (problem.endsWith(".") ? problem.substring(0, problem.length() - 1) : problem)
                        + "; expected the encoding that its first line declares, which is UTF-8 if it names none";
            }
            return new DescriptorException(file, location == null ? 0 : location.getLineNumber(), problem, cause);
        }
    }
}

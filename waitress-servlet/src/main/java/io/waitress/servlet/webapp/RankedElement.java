package io.waitress.servlet.webapp;

/**
 * An element of a descriptor with what decides whether it counts.
 *
 * @param rank where it comes from
 * @param element the element
 */
record RankedElement(Rank rank, XmlElement element) {

    /** Where elements come from; an earlier rank decides over a later one (Servlet 6.1, section 8.2.3). */
    enum Rank { WEB_XML, FRAGMENT, ANNOTATION }
}

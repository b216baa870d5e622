package io.waitress.servlet.internal.check;

import java.util.Locale;

/** What findings are about, in the order in which they are told. The names are part of the JSON form. */
public enum Kind {

    /** The archive or folder as a whole. */
    APPLICATION("The application"),

    /** {@code web.xml}, fragments, descriptors of tag libraries. */
    DESCRIPTOR("Descriptors"),

    /** Classes of servlets, filters and listeners that cannot be loaded. */
    COMPONENT("Servlets, filters and listeners"),

    /** Classes that need a newer Java. */
    CLASS_VERSION("Classes for a newer Java"),

    /** Class files that are none. */
    BROKEN_CLASS("Class files that cannot be read"),

    /** What was part of Java until version 11. */
    REMOVED_MODULE("No longer part of Java"),

    /** Packages of the JDK that are closed to applications. */
    JDK_INTERNALS("Internals of Java"),

    /** Classes that are referred to, and nowhere. */
    MISSING_CLASS("Missing classes"),

    /** Methods and fields that a class is expected to have, and has not. */
    MISSING_MEMBER("Missing methods and fields"),

    /** JSP pages with mistakes. */
    PAGE("JSP pages"),

    /** Names in {@code java:comp/env}. */
    RESOURCE("Resources"),

    /** Descriptors for other servers. */
    VENDOR_DESCRIPTOR("Descriptors for other servers"),

    /** That the application was made for {@code javax.servlet}. */
    LEGACY("Made for javax.servlet"),

    /** What Servlet 6 removed. */
    REMOVED_API("Servlet API that was removed"),

    /** What libraries can use, and do without. */
    OPTIONAL_CLASS("Optional parts of libraries"),

    /** Jars as such. */
    JAR("Jars"),

    /** What a start costs. */
    START("Start");

    private final String heading;

    Kind(String heading) {
        this.heading = heading;
    }

    /** Returns the name as JSON has it. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String heading() {
        return heading;
    }
}

/** Jakarta Servlet 6.1 on the engine of Waitress for Java. */
@SuppressWarnings("requires-automatic") // Jasper's, which nobody needs whose applications have no JSP pages
module io.waitress.servlet {
    requires transitive io.waitress.core;
    requires transitive jakarta.servlet;
    requires static transitive java.net.http;
    requires static org.junit.jupiter.api; // not transitive: who does not test compiles without it
    requires static org.objectweb.asm;
    requires static java.naming;
    requires static java.sql;
    requires static com.zaxxer.hikari;
    requires static jakarta.el;
    requires static jakarta.servlet.jsp;
    requires static org.mortbay.apache.jasper;
    requires java.xml;
    requires org.slf4j;

    exports io.waitress.servlet;
    exports io.waitress.servlet.internal.naming.java to java.naming;
    exports io.waitress.servlet.legacy;
    exports io.waitress.servlet.security;
    exports io.waitress.servlet.spi;
    exports io.waitress.servlet.testing;
    exports io.waitress.servlet.webapp;
}

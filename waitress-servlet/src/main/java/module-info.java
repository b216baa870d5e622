/** Jakarta Servlet 6.1 on the engine of Waitress for Java. */
module io.waitress.servlet {
    requires transitive io.waitress.core;
    requires transitive jakarta.servlet;
    requires static transitive java.net.http;
    requires static org.junit.jupiter.api; // not transitive: who does not test compiles without it
    requires static org.objectweb.asm;
    requires java.xml;
    requires org.slf4j;

    exports io.waitress.servlet;
    exports io.waitress.servlet.security;
    exports io.waitress.servlet.spi;
    exports io.waitress.servlet.testing;
    exports io.waitress.servlet.webapp;
}

/** The dispatcher, the worker pool and the HTTP/1.1 engine of Waitress for Java, without servlets. */
module io.waitress.core {
    requires org.slf4j;
    requires static java.management;   // figures of the virtual machine

    exports io.waitress.core;
    exports io.waitress.core.exchange;
    exports io.waitress.core.http;
    exports io.waitress.core.proxy;
    exports io.waitress.core.settings;
    exports io.waitress.core.testing;
}

package io.waitress.servlet.internal.jsp;

import jakarta.servlet.jsp.JspFactory;
import org.apache.jasper.runtime.JspFactoryImpl;
import org.apache.juli.logging.LogFactory;

/** What Jasper has once in a JVM. */
final class JasperRuntime {

    private static boolean prepared;    // guarded by the class

    private JasperRuntime() {
    }

    /** Sets the factory of pages. Jasper looks for its log by the context class loader, which must be the server's. */
    static synchronized void prepare() {
        if (prepared) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(JasperRuntime.class.getClassLoader());
        try {
            LogFactory.getFactory();
            if (JspFactory.getDefaultFactory() == null) {
                JspFactory.setDefaultFactory(new JspFactoryImpl());
            }
            prepared = true;
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

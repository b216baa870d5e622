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
            admit(JspFactoryImpl.class.getModule());
            LogFactory.getFactory();
            if (JspFactory.getDefaultFactory() == null) {
                JspFactory.setDefaultFactory(new JspFactoryImpl());
            }
            prepared = true;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Jasper may be a module of another name than the one that this was compiled with, and makes our compiler. */
    private static void admit(Module jasper) {
        Module ours = JasperRuntime.class.getModule();
        if (ours.isNamed()) {
            ours.addReads(jasper);
            ours.addExports(JasperRuntime.class.getPackageName(), jasper);
        }
    }
}

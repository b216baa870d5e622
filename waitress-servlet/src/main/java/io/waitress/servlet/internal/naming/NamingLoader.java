package io.waitress.servlet.internal.naming;

import java.net.URL;

/**
 * A class loader of one application, by which threads are known to belong to it. It shows {@link #PROPERTIES} and the
 * classes named there, which is all that the JDK needs: nothing is set for the process as a whole, so what others in it
 * look up stays as it is.
 */
public interface NamingLoader {

    /** The resource by which the JDK asks a context class loader how names are resolved. */
    String RESOURCE = "jndi.properties";

    /** The beginning of the names of classes that the JDK loads by such a loader. */
    String FACTORIES = "io.waitress.servlet.internal.naming.java.";

    /** Returns what this server says, which is to come after what the application says. */
    static URL properties() {
        return NamingLoader.class.getResource(RESOURCE);
    }

    /** Returns the names of the running application, or null if it has none. */
    Namespace namespace();

    /** Sets the names of the application that is being started; null when it has stopped. */
    void namespace(Namespace names);
}

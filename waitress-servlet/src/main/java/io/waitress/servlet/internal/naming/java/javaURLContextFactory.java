package io.waitress.servlet.internal.naming.java;

import io.waitress.servlet.internal.naming.Namespace;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.spi.ObjectFactory;

/**
 * Gives the JDK the context for names that begin with {@code java:}: that of the application to which the thread
 * belongs. {@code jndi.properties} as the application's class loader shows it leads here; the JDK decides over the name
 * of this class.
 */
public final class javaURLContextFactory implements ObjectFactory {

    /** For the JDK. */
    public javaURLContextFactory() {
    }

    @Override
    public Object getObjectInstance(Object url, Name name, Context context, Hashtable<?, ?> environment)
            throws NamingException {
        Context root = Namespace.ofThread().root();
        if (url == null) {
            return root;
        }
        if (url instanceof String text) {
            return root.lookup(text);
        }
        if (url instanceof String[] several && several.length > 0) {
            return root.lookup(several[0]);
        }
        throw new NamingException("expected a name, but got " + url);
    }
}

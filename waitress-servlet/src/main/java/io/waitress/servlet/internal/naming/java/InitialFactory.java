package io.waitress.servlet.internal.naming.java;

import io.waitress.servlet.internal.naming.Namespace;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.spi.InitialContextFactory;

/** Gives the JDK the initial context, where neither the application nor a system property names another. */
public final class InitialFactory implements InitialContextFactory {

    /** For the JDK. */
    public InitialFactory() {
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return Namespace.ofThread().root();
    }
}

package io.waitress.servlet.webapp;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * The part of the server that applications may see, as the parent of their class loaders: the JDK, and of the server's
 * own class path the packages named. The rest, such as the server's log backend, does not exist for them.
 */
final class ServerView extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader server = Servlet.class.getClassLoader();
    private final List<String> packages;

    private ServerView(String name, List<String> packages) {
        super(name, getPlatformClassLoader());
        this.packages = packages;
    }

    /** Shows the Servlet API, and the annotations of {@code jakarta.annotation} if the server has them. */
    static ClassLoader ofApi() {
        return new ServerView("servlet-api", List.of("jakarta.servlet.", "jakarta.annotation."));
    }

    /** Shows the server's own too. */
    static ClassLoader ofApiAndServer() {
        return new ServerView("waitress-api", List.of("jakarta.servlet.", "jakarta.annotation.", "io.waitress."));
    }

    private boolean shows(String name) {
        for (String shown : packages) {
            if (name.startsWith(shown)) {
                return !name.contains(".internal.");
            }
        }
        return false;
    }

    private boolean showsResource(String name) {
        return shows(name.replace('/', '.'));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (shows(name)) {
            return server.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected URL findResource(String name) {
        return showsResource(name) ? server.getResource(name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return showsResource(name) ? server.getResources(name) : Collections.emptyEnumeration();
    }
}

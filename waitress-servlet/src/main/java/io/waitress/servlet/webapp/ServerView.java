package io.waitress.servlet.webapp;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
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

    /**
     * What compiled pages are linked with, and what is called when descriptors of tag libraries are read. An
     * application's own copies would not fit the pages, so they are taken only if the server has none.
     */
    static final List<String> PAGES = List.of("jakarta.el.", "org.apache.jasper.", "org.apache.el.",
            "org.apache.tomcat.InstanceManager", "org.apache.tomcat.util.descriptor.");

    /** The tags of JSTL, for applications without them. */
    private static final String JSTL = "org.apache.taglibs.standard.";

    /** Where the server's implementation of expressions is named; the application's own comes first. */
    private static final String EXPRESSIONS = "META-INF.services.jakarta.el.ExpressionFactory";

    private final ClassLoader server = Servlet.class.getClassLoader();
    private final List<String> packages;

    private ServerView(String name, List<String> packages) {
        super(name, getPlatformClassLoader());
        this.packages = packages;
    }

    /**
     * Shows the Servlet API with what older versions had besides, and as far as the server has them the annotations of
     * {@code jakarta.annotation}, JSTL, what runs pages, and the API of web sockets, by which libraries find that there
     * are none: no server container is an attribute of the context.
     */
    static ClassLoader ofApi() {
        List<String> shown = new ArrayList<>(List.of("jakarta.servlet.", "jakarta.annotation.", "jakarta.websocket.",
                "io.waitress.servlet.legacy.", JSTL));
        shown.addAll(PAGES);
        shown.add(EXPRESSIONS);
        return new ServerView("servlet-api", shown);
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

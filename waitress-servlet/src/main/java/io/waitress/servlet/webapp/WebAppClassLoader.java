package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.jsp.Jsp;
import io.waitress.servlet.internal.naming.Namespace;
import io.waitress.servlet.internal.naming.NamingLoader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Loads the classes of one application, which come before those of the parent (Servlet 6.1, section 10.7.2), except
 * that the classes of the JDK, of the Servlet API and of what runs JSP pages are always the server's.
 */
@SuppressWarnings("exports") // the names are for the packages of this module only
public final class WebAppClassLoader extends URLClassLoader implements NamingLoader {

    static {
        registerAsParallelCapable();
    }

    /** Where the JDK's own packages are found. Only the order of search depends on it, so it need not be exact. */
    private static final List<String> JDK =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.dom.", "org.xml.sax.", "org.ietf.jgss.");

    /** Where an application's own copy would not fit the objects that the server gives it. */
    private static final List<String> SERVER = List.of("jakarta.servlet.", "io.waitress.");

    /** Of the API, an application may have an older version, which its tags were made for. */
    private static final String JSTL = "jakarta.servlet.jsp.jstl.";

    /** Who loads this class asks next for the factory of pages, which nobody would have set before the first page. */
    private static final String FACTORY = "jakarta.servlet.jsp.JspFactory";

    private final ClassLoader platform = getPlatformClassLoader();
    private volatile Namespace names;

    private WebAppClassLoader(String name, List<URL> urls, ClassLoader parent) {
        super(name, urls.toArray(new URL[0]), parent);
    }

    /**
     * Makes a loader for an archive or folder, to which the server is invisible but for the Servlet API.
     *
     * @param name the loader's name, for stack traces
     * @param urls folders (ending with a slash) and jars, in the order of search
     * @return the loader
     */
    public static WebAppClassLoader isolated(String name, List<URL> urls) {
        return new WebAppClassLoader(name, urls, ServerView.ofApi());
    }

    /**
     * Makes a loader for code that uses the server's API besides that of servlets.
     *
     * @param name the loader's name, for stack traces
     * @param urls folders (ending with a slash) and jars, in the order of search
     * @return the loader
     */
    public static WebAppClassLoader embedding(String name, List<URL> urls) {
        return new WebAppClassLoader(name, urls, ServerView.ofApiAndServer());
    }

    /**
     * Makes a loader that finds in {@code parent} what the application does not have.
     *
     * @param name the loader's name, for stack traces
     * @param urls folders (ending with a slash) and jars, in the order of search
     * @param parent sees the server's Servlet API
     * @return the loader
     */
    public static WebAppClassLoader below(String name, List<URL> urls, ClassLoader parent) {
        return new WebAppClassLoader(name, urls, parent);
    }

    /** Returns the beginnings of the names of classes that are the server's or the JDK's if these have them. */
    static List<String> serverFirst() {
        List<String> all = new ArrayList<>(JDK);
        all.addAll(SERVER);
        all.addAll(ServerView.PAGES);
        return all;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            if (type == null) {
                type = search(name);
            }
            if (resolve) {
                resolveClass(type);
            }
            return type;
        }
    }

    private Class<?> search(String name) throws ClassNotFoundException {
        if (serverFirst(name)) {
            return searchServer(name);
        }
        if (startsWithAny(name, JDK)) {
            try {
                return platform.loadClass(name);
            } catch (ClassNotFoundException ignored) {
                // a package whose name only looks like the JDK's
            }
        }
        try {
            return findClass(name);
        } catch (ClassNotFoundException ignored) {
            return searchParent(name);
        }
    }

    private Class<?> searchServer(String name) throws ClassNotFoundException {
        if (name.startsWith(FACTORIES)) {
            return WebAppClassLoader.class.getClassLoader().loadClass(name);
        }
        Class<?> type;
        try {
            type = getParent().loadClass(name);
        } catch (ClassNotFoundException ignored) {
            return findClass(name);
        }
        if (name.equals(FACTORY)) {
            Jsp.provideFactory();
        }
        return type;
    }

    private Class<?> searchParent(String name) throws ClassNotFoundException {
        try {
            return getParent().loadClass(name);
        } catch (ClassNotFoundException e) {
            if (name.startsWith("javax.servlet.")) {
                throw new ClassNotFoundException(name + ": the application was made for javax.servlet, as of Tomcat 9"
                        + " and Java EE; Servlet 6.1 is jakarta.servlet. A .war file or folder is converted if its"
                        + " classes show that, or with --legacy=on", e);
            }
            if (name.startsWith("javax.") || name.startsWith("org.omg.")) {
                throw DroppedApis.explained(name, e);
            }
            throw e;
        }
    }

    @Override
    public URL getResource(String name) {
        boolean serverFirst = serverFirst(name.replace('/', '.'));
        URL first = serverFirst ? getParent().getResource(name) : findResource(name);
        if (first != null) {
            return first;
        }
        return serverFirst ? findResource(name) : getParent().getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        boolean serverFirst = serverFirst(name.replace('/', '.'));
        Enumeration<URL> own = findResources(name);
        Enumeration<URL> others = getParent().getResources(name);
        List<URL> all = new ArrayList<>(Collections.list(serverFirst ? others : own));
        all.addAll(Collections.list(serverFirst ? own : others));
        if (name.equals(RESOURCE)) {
            all.add(NamingLoader.properties());
        }
        return Collections.enumeration(all);
    }

    @Override
    public Namespace namespace() {
        return names;
    }

    @Override
    public void namespace(Namespace value) {
        names = value;
    }

    /** The JDK's resources need no such care: nobody has a second copy of them. */
    private static boolean serverFirst(String name) {
        return (startsWithAny(name, SERVER) || startsWithAny(name, ServerView.PAGES)) && !name.startsWith(JSTL);
    }

    /** Deregisters the JDBC drivers of this loader, and returns the names of their classes. */
    List<String> removeDrivers() throws Exception {
        String name = DriverRemoval.class.getName();
        byte[] code;
        try (InputStream source = DriverRemoval.class.getResourceAsStream("DriverRemoval.class")) {
            code = source.readAllBytes();
        }
        Class<?> type = defineClass(name, code, 0, code.length);
        Object removed = ((Callable<?>) type.getConstructor().newInstance()).call();
        return ((List<?>) removed).stream().map(String::valueOf).toList();
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}

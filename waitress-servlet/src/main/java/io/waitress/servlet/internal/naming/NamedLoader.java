package io.waitress.servlet.internal.naming;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The class loader of an application that shares its classes with others, so that it has names of its own. */
final class NamedLoader extends ClassLoader implements NamingLoader {

    static {
        registerAsParallelCapable();
    }

    private volatile Namespace names;

    NamedLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(FACTORIES)) {
            return NamedLoader.class.getClassLoader().loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> found = super.getResources(name);
        if (!name.equals(RESOURCE)) {
            return found;
        }
        List<URL> all = new ArrayList<>(Collections.list(found));
        all.add(NamingLoader.properties());
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
}

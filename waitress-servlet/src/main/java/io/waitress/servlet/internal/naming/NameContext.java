package io.waitress.servlet.internal.naming;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;

/** A folder of names as applications see it: they read, and change nothing (Jakarta EE 11, section 5.3.4). */
final class NameContext implements Context {

    private static final NameParser PARSER = CompositeName::new;

    private final Namespace names;
    private final String folder;
    private final Hashtable<Object, Object> environment = new Hashtable<>();

    NameContext(Namespace names, String folder) {
        this.names = names;
        this.folder = folder;
    }

    /** A name with scheme is absolute wherever it is looked up. */
    private String path(String name) {
        String path = JavaName.path(name);
        if (folder.isEmpty() || name.startsWith("java:")) {
            return path;
        }
        return path.isEmpty() ? folder : folder + "/" + path;
    }

    @Override
    public Object lookup(String name) throws NamingException {
        return names.lookup(path(name));
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return lookup(name.toString());
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name.toString());
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        List<NameClassPair> found = new ArrayList<>();
        for (Map.Entry<String, String> entry : listed(name).entrySet()) {
            found.add(new NameClassPair(entry.getKey(), entry.getValue()));
        }
        return new Listing<>(found.iterator());
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return list(name.toString());
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        String prefix = path(name).isEmpty() ? "" : path(name) + "/";
        List<Binding> found = new ArrayList<>();
        for (Map.Entry<String, String> entry : listed(name).entrySet()) {
            found.add(new Binding(entry.getKey(), entry.getValue(), names.lookup(prefix + entry.getKey())));
        }
        return new Listing<>(found.iterator());
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return listBindings(name.toString());
    }

    private Map<String, String> listed(String name) throws NamingException {
        if (!(lookup(name) instanceof NameContext context)) {
            throw new NotContextException(JavaName.shown(path(name)) + " is an object; expected a folder of names");
        }
        return context.names.list(context.folder);
    }

    @Override
    public NameParser getNameParser(String name) {
        return PARSER;
    }

    @Override
    public NameParser getNameParser(Name name) {
        return PARSER;
    }

    @Override
    public String composeName(String name, String prefix) {
        return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "/" + name;
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        return ((Name) prefix.clone()).addAll(name);
    }

    @Override
    public Object addToEnvironment(String property, Object value) {
        return environment.put(property, value);
    }

    @Override
    public Object removeFromEnvironment(String property) {
        return environment.remove(property);
    }

    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment);
    }

    @Override
    public String getNameInNamespace() {
        return "java:" + folder;
    }

    @Override
    public void close() {
        // holds nothing open
    }

    @Override
    public String toString() {
        return getNameInNamespace();
    }

    // ---- changes ----

    private OperationNotSupportedException readOnly(Object name) {
        return new OperationNotSupportedException("java:" + path(name.toString())
                + " cannot be changed: names are read-only for applications");
    }

    @Override
    public void bind(Name name, Object value) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void bind(String name, Object value) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rebind(Name name, Object value) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rebind(String name, Object value) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void rename(Name oldName, Name newName) throws NamingException {
        throw readOnly(oldName);
    }

    @Override
    public void rename(String oldName, String newName) throws NamingException {
        throw readOnly(oldName);
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly(name);
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly(name);
    }

    /** What was listed. */
    private record Listing<T>(Iterator<T> items) implements NamingEnumeration<T> {

        @Override
        public boolean hasMore() {
            return items.hasNext();
        }

        @Override
        public T next() {
            return items.next();
        }

        @Override
        public boolean hasMoreElements() {
            return items.hasNext();
        }

        @Override
        public T nextElement() {
            return items.next();
        }

        @Override
        public void close() {
            // holds nothing open
        }
    }
}

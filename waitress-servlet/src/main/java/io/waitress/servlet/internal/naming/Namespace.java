package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.naming.Binding.Absent;
import io.waitress.servlet.internal.naming.Binding.Fixed;
import io.waitress.servlet.internal.naming.Binding.Link;
import io.waitress.servlet.internal.naming.Binding.Made;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/**
 * The names of one application, by path; folders are there by what is in them. Applications only read it: what their
 * annotations declare is added as their components are made. Safe from any thread.
 */
public final class Namespace {

    private static final Namespace EMPTY = new Namespace(Map.of());
    private static final List<String> FOLDERS = List.of("", "comp", JavaName.ENVIRONMENT, "app", "global");
    private static final int MAX_LINKS = 16;

    private final ConcurrentSkipListMap<String, Binding> bindings = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, String>> targets;
    private final String problem;    // of a thread without application, or null

    /**
     * Makes a namespace.
     *
     * @param targets the paths of what is injected by descriptor, by class and member
     */
    Namespace(Map<String, Map<String, String>> targets) {
        this(targets, null);
    }

    private Namespace(Map<String, Map<String, String>> targets, String problem) {
        this.targets = new HashMap<>(targets);
        this.problem = problem;
    }

    /** Returns the names of the application to which the current thread belongs by its context class loader. */
    public static Namespace ofThread() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Namespace names = of(context);
        return names != null ? names : new Namespace(Map.of(), "the thread '" + Thread.currentThread().getName()
                + "' belongs to no application: its context class loader is " + context);
    }

    /** Returns the names of the application that a class loader belongs to, or null if it belongs to none. */
    static Namespace of(ClassLoader loader) {
        for (ClassLoader current = loader; current != null; current = current.getParent()) {
            if (current instanceof NamingLoader named) {
                return named.namespace() == null ? EMPTY : named.namespace();
            }
        }
        return null;
    }

    /** Returns the context of all names. */
    public Context root() {
        return new NameContext(this, "");
    }

    void bind(String path, Binding binding) {
        bindings.put(path, binding);
    }

    /** Adds what an annotation declares, unless the name has a meaning already. */
    void declare(String path, Binding binding) {
        if (this != EMPTY) {
            bindings.putIfAbsent(path, binding);
        }
    }

    /** Tells whether something can be found under a path. */
    boolean provides(String path) {
        Binding binding = bindings.get(path);
        return binding != null && !(binding instanceof Absent);
    }

    /** Returns the path of what is injected into a member by descriptor; empty if nothing is. */
    Map<String, String> targets(String className) {
        return targets.getOrDefault(className, Map.of());
    }

    /**
     * Returns what a path stands for.
     *
     * @throws NamingException if that is nothing, or it cannot be made
     */
    Object lookup(String path) throws NamingException {
        String current = path;
        for (int links = 0; links < MAX_LINKS; links++) {
            Binding binding = bindings.get(current);
            if (binding == null) {
                return found(current);
            }
            if (binding instanceof Fixed fixed) {
                return fixed.value();
            }
            if (binding instanceof Made made) {
                return made.get();
            }
            if (binding instanceof Absent absent) {
                throw absent.error();
            }
            current = ((Link) binding).path();
        }
        throw new NamingException(JavaName.shown(path) + " leads through lookup-names back to itself");
    }

    /** What has no binding of its own may be a folder, or a name as other servers have them ({@code java:jdbc/x}). */
    private Object found(String path) throws NamingException {
        if (problem == null && (FOLDERS.contains(path) || isFolder(path))) {
            return new NameContext(this, path);
        }
        String inside = JavaName.ENVIRONMENT + "/" + path;
        if (JavaName.withoutScope(path) && bindings.containsKey(inside)) {
            return lookup(inside);
        }
        throw new NameNotFoundException(problem != null
                ? "java:" + path + " is not there, as " + problem
                : MissingNames.notFound(path, bindings.keySet()));
    }

    private boolean isFolder(String path) {
        String next = bindings.ceilingKey(path + "/");
        return next != null && next.startsWith(path + "/");
    }

    /** Returns the names directly in a folder, with their types. */
    Map<String, String> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        Map<String, String> found = new TreeMap<>();
        List<String> paths = new ArrayList<>(FOLDERS.subList(1, FOLDERS.size()));
        paths.addAll(bindings.keySet());
        for (String path : paths) {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                Binding binding = slash < 0 ? bindings.get(path) : null;
                if (!(binding instanceof Absent)) {
                    found.putIfAbsent(slash < 0 ? rest : rest.substring(0, slash),
                            binding == null ? Context.class.getName() : binding.type());
                }
            }
        }
        return found;
    }
}

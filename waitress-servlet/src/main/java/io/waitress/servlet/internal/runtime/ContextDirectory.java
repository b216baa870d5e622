package io.waitress.servlet.internal.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contexts of one server by their paths. Paths are known before contexts run. Safe from any
 * thread.
 */
final class ContextDirectory {

    private volatile List<String> paths;    // replaced by the thread that adds or removes an application
    private final boolean open;
    private final Map<String, ServletContextImpl> running = new ConcurrentHashMap<>();

    /**
     * @param paths of all contexts, the server's prefix included
     * @param open whether contexts see each other
     */
    ContextDirectory(List<String> paths, boolean open) {
        this.paths = List.copyOf(paths);
        this.open = open;
    }

    void add(ServletContextImpl context) {
        running.put(context.getContextPath(), context);
    }

    /** Adds a path whose context is about to start. */
    void declare(String path) {
        if (!paths.contains(path)) {
            List<String> more = new ArrayList<>(paths);
            more.add(path);
            paths = List.copyOf(more);
        }
    }

    /** Removes a path to which no context belongs any more. */
    void forget(String path) {
        paths = paths.stream().filter(other -> !other.equals(path)).toList();
    }

    void remove(ServletContextImpl context) {
        running.remove(context.getContextPath(), context);
    }

    /**
     * Returns the context that a path belongs to.
     *
     * @param path begins with a slash
     * @param asking whose application asks
     * @return null if there is none that the asking one may see, or it does not run
     */
    ServletContextImpl find(String path, ServletContextImpl asking) {
        String owner = owner(path);
        if (owner == null || owner.equals(asking.getContextPath())) {
            return owner == null ? null : asking;
        }
        return open ? running.get(owner) : null;
    }

    /** Tells whether a path belongs to the context of a context path. */
    boolean owns(String contextPath, String path) {
        return contextPath.equals(owner(path));
    }

    private String owner(String path) {
        String longest = null;
        for (String candidate : paths) {
            if (isBelow(candidate, path) && (longest == null || candidate.length() > longest.length())) {
                longest = candidate;
            }
        }
        return longest;
    }

    /** Tells whether a path is a context path, or leads into that context. */
    static boolean isBelow(String contextPath, String path) {
        return path.startsWith(contextPath)
                && (path.length() == contextPath.length() || path.charAt(contextPath.length()) == '/');
    }
}

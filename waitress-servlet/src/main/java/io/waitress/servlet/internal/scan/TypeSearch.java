package io.waitress.servlet.internal.scan;

import java.lang.annotation.Inherited;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds classes by what they extend, implement or are annotated with, anywhere above them and across all jars of an
 * application, without loading one of them. Confined to one thread.
 */
public final class TypeSearch {

    private final List<ClassIndex> indexes;
    private final ClassLoader loader;
    private Set<String> foreignSupertypes;  // made when first needed

    /**
     * Creates a search.
     *
     * @param indexes of everything to be searched, in full depth
     * @param loader sees what the indexed classes extend
     */
    public TypeSearch(Collection<ClassIndex> indexes, ClassLoader loader) {
        this.indexes = List.copyOf(indexes);
        this.loader = loader;
    }

    /**
     * Returns the names of the classes that extend or implement a type, or carry it as an annotation on themselves or
     * on a member (Servlet 6.1, section 8.2.4); not the type itself. None if the application would not load the very
     * type that is given under its name.
     */
    public Set<String> matching(Class<?> type) {
        Set<String> found = new LinkedHashSet<>();
        if (!seen(type)) {
            return found;
        }
        String name = type.getName();
        if (type.isAnnotation()) {
            for (ClassIndex index : indexes) {
                index.annotated(name, found::add);
            }
            if (type.isAnnotationPresent(Inherited.class)) {
                addSubtypes(new ArrayDeque<>(found), found);
            }
            for (ClassIndex index : indexes) {
                index.withAnnotatedMembers(name, found::add);
            }
        }
        Deque<String> roots = new ArrayDeque<>(List.of(name));
        if (indexes.stream().noneMatch(index -> index.contains(name))) {
            roots.addAll(foreignSubtypes(type));
        }
        addSubtypes(roots, found);
        found.remove(name);
        return found;
    }

    private void addSubtypes(Deque<String> open, Set<String> found) {
        while (!open.isEmpty()) {
            String next = open.poll();
            for (ClassIndex index : indexes) {
                index.subtypes(next, subtype -> {
                    if (found.add(subtype)) {
                        open.add(subtype);
                    }
                });
            }
        }
    }

    /** Returns what the application extends of other classes that themselves extend the type. */
    private Set<String> foreignSubtypes(Class<?> type) {
        Set<String> found = new HashSet<>();
        boolean ofTheJdk = type.getName().startsWith("java.");
        for (String name : foreignSupertypes()) {
            if ((ofTheJdk || !name.startsWith("java.")) && !name.equals(type.getName())) {
                try {
                    if (type.isAssignableFrom(Class.forName(name, false, loader))) {
                        found.add(name);
                    }
                } catch (ClassNotFoundException | LinkageError ignored) {
                    // of a library that is not there, so its users cannot be loaded either
                }
            }
        }
        return found;
    }

    private Set<String> foreignSupertypes() {
        if (foreignSupertypes == null) {
            Set<String> names = new LinkedHashSet<>();
            indexes.forEach(index -> index.foreignSupertypes(names::add));
            names.removeIf(name -> indexes.stream().anyMatch(index -> index.contains(name)));
            foreignSupertypes = names;
        }
        return foreignSupertypes;
    }

    private boolean seen(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, loader) == type;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}

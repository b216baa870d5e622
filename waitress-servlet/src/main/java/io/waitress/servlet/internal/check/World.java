package io.waitress.servlet.internal.check;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All classes that the application can see: its own, those of its jars, of the server's API and of the JDK. None of them
 * is loaded; of the latter two, class files are read as they are asked for. Confined to one thread.
 */
final class World {

    /** What may come of looking for a member. */
    enum Answer {

        FOUND,

        /** It is nowhere in the class and above it. */
        MISSING,

        /** A class is an interface now, or no longer. */
        CHANGED,

        /** A class is missing, or one above it. */
        UNKNOWN
    }

    private static final String OBJECT = "java/lang/Object";

    /** Classes whose methods take anything (JLS 17, section 15.12.3). */
    private static final Set<String> POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private final List<Part> parts;
    private final ClassLoader server;
    private final List<String> serverFirst;
    private final Map<String, ClassOutline> outside = new HashMap<>();     // null for what is not there
    private final Set<String> packages = new HashSet<>();

    /**
     * Takes the classes together.
     *
     * @param parts in the order of search
     * @param server sees what the server and the JDK show to applications
     * @param serverFirst the beginnings of names, with dots, of which the server's classes come before the application's
     */
    World(List<Part> parts, ClassLoader server, List<String> serverFirst) {
        this.parts = parts;
        this.server = server;
        this.serverFirst = serverFirst.stream().map(prefix -> prefix.replace('.', '/')).toList();
        for (Part part : parts) {
            part.classes().keySet().forEach(name -> packages.add(ClassNames.packageOf(name)));
        }
    }

    /** Returns a class, or null if it is nowhere. */
    ClassOutline find(String name) {
        boolean first = serverFirst(name);
        ClassOutline found = first ? outside(name) : null;
        found = found == null ? inside(name) : found;
        return found != null || first ? found : outside(name);
    }

    private ClassOutline inside(String name) {
        for (Part part : parts) {
            ClassOutline found = part.classes().get(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private boolean serverFirst(String name) {
        for (String prefix : serverFirst) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a class of the server or the JDK, or null. */
    ClassOutline outside(String name) {
        if (!outside.containsKey(name)) {
            outside.put(name, read(name));
        }
        return outside.get(name);
    }

    private ClassOutline read(String name) {
        try (InputStream in = server.getResourceAsStream(name + ".class")) {
            return in == null ? null : ClassFileParser.parse(in.readAllBytes(), null);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Tells whether a class that is there is the server's or the JDK's. */
    boolean isOutside(String name) {
        return inside(name) == null || serverFirst(name) && outside(name) != null;
    }

    /** Tells whether a part has a class of that name which is never loaded, as another comes first. */
    boolean hides(Part part, String name) {
        return part.classes().containsKey(name) && find(name) != part.classes().get(name);
    }

    /** Returns the label of the part that has a class, or the empty string. */
    String labelOf(String name) {
        for (Part part : parts) {
            if (part.classes().containsKey(name)) {
                return part.label();
            }
        }
        return "";
    }

    /** Tells whether the application has classes in a package given with slashes. */
    boolean hasPackage(String name) {
        return packages.contains(name);
    }

    /** Returns the first that is missing of a class and all above it, or null if none is. */
    String missingToLoad(String name) {
        Deque<String> open = new ArrayDeque<>(List.of(name));
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            String next = open.poll();
            ClassOutline outline = find(next);
            if (outline == null) {
                return next;
            }
            for (String above : above(outline)) {
                if (seen.add(above)) {
                    open.add(above);
                }
            }
        }
        return null;
    }

    Answer find(MemberReference member) {
        if (POLYMORPHIC.contains(member.owner())) {
            return Answer.FOUND;
        }
        ClassOutline owner = find(member.owner());
        if (owner == null) {
            return Answer.UNKNOWN;
        }
        if (member.kind() != MemberReference.Kind.FIELD
                && owner.isInterface() != (member.kind() == MemberReference.Kind.INTERFACE_METHOD)) {
            return Answer.CHANGED;
        }
        Deque<String> open = new ArrayDeque<>(List.of(member.owner()));
        Set<String> seen = new HashSet<>(open);
        boolean complete = true;
        while (!open.isEmpty()) {
            ClassOutline next = find(open.poll());
            if (next == null) {
                complete = false;
                continue;
            }
            if (next.declares(member.signature())) {
                return Answer.FOUND;
            }
            for (String above : above(next)) {
                if (seen.add(above)) {
                    open.add(above);
                }
            }
        }
        return complete ? Answer.MISSING : Answer.UNKNOWN;
    }

    private static Set<String> above(ClassOutline outline) {
        Set<String> above = new HashSet<>(outline.interfaces());
        above.add(outline.superName() == null ? OBJECT : outline.superName());
        above.remove(outline.name());
        return above;
    }
}

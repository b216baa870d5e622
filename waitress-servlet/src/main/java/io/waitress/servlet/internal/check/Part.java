package io.waitress.servlet.internal.check;

import io.waitress.servlet.internal.scan.ClassArchive;
import io.waitress.servlet.internal.scan.ClassLocation;
import io.waitress.servlet.internal.scan.ZipDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code WEB-INF/classes} or a jar: the classes that it has, and all that they refer to together. Filled by one thread,
 * then read by another.
 */
public final class Part {

    private static final int LONGEST_NAME = 256;

    private final String label;
    private final boolean own;
    private final boolean signed;
    private final Map<String, ClassOutline> classes = new LinkedHashMap<>();
    private final Map<String, Users> types = new LinkedHashMap<>();
    private final Map<MemberReference, Users> members = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> definers = new ArrayList<>();
    private int unreadable;
    private String firstUnreadable = "";

    private Part(String label, boolean own, boolean signed) {
        this.label = label;
        this.own = own;
        this.signed = signed;
    }

    /**
     * Reads all classes of a location.
     *
     * @param own whether they are the application's own, rather than a library's
     * @throws IOException if it cannot be read
     */
    static Part read(ClassLocation location, boolean own) throws IOException {
        Part part = new Part(location.label(), own, signed(location));
        part.new Reading().read(location);
        return part;
    }

    private static boolean signed(ClassLocation location) throws IOException {
        if (!(location instanceof ClassArchive archive)) {
            return false;
        }
        List<String> signatures = ZipDirectory.names(archive.file(), "META-INF/", ".SF");
        return signatures != null && !signatures.isEmpty();
    }

    /** Returns the path inside the application. */
    String label() {
        return label;
    }

    /** Returns the name of the jar. */
    String fileName() {
        return label.substring(label.lastIndexOf('/') + 1);
    }

    boolean own() {
        return own;
    }

    /** Tells whether this is a jar with signatures. */
    boolean signed() {
        return signed;
    }

    /** Returns the classes by their internal names. */
    Map<String, ClassOutline> classes() {
        return classes;
    }

    /** Returns the classes that are referred to. */
    Map<String, Users> types() {
        return types;
    }

    Map<MemberReference, Users> members() {
        return members;
    }

    /** Tells whether a constant of some class names something that begins so, as classes do that look for others. */
    boolean looksFor(String dottedPrefix) {
        for (String name : names) {
            if (name.startsWith(dottedPrefix)) {
                return true;
            }
        }
        return false;
    }

    boolean mentions(String owner, String method) {
        return members.keySet().stream().anyMatch(one -> one.owner().equals(owner) && one.name().equals(method));
    }

    /** Tells whether its classes refer to what stands in for a removed method: constants may still name that itself. */
    boolean bridges(String method) {
        return members.keySet().stream()
                .anyMatch(one -> one.owner().startsWith(RemovedApiUses.OURS) && one.name().equals(method));
    }

    /** Returns the classes that call {@code ClassLoader.defineClass} by reflection. */
    List<String> definers() {
        return definers;
    }

    int unreadable() {
        return unreadable;
    }

    /** Returns the path of a class file that is none, and what is wrong with it. */
    String firstUnreadable() {
        return firstUnreadable;
    }

    /** What holds while classes are read. */
    private final class Reading implements ClassLocation.Receiver, ClassFileParser.References {

        private final Map<String, String> texts = new HashMap<>();
        private String current = "";
        private boolean definesClasses;
        private boolean opens;

        void read(ClassLocation location) throws IOException {
            location.forEach(this);
        }

        @Override
        public void accept(String className, String place, byte[] file) {
            try {
                current = shared(className.replace('.', '/'));
                definesClasses = false;
                opens = false;
                ClassOutline outline = ClassFileParser.parse(file, this);
                if (!outline.name().equals(current)) {
                    skipped(place, new IOException("it holds the class " + ClassNames.dotted(outline.name())));
                    return;
                }
                classes.putIfAbsent(current, shared(outline));
                if (definesClasses && opens) {
                    definers.add(current);
                }
            } catch (IllegalArgumentException e) {
                skipped(place, e);
            }
        }

        @Override
        public void skipped(String place, Throwable reason) {
            if (unreadable++ == 0) {
                firstUnreadable = place + ": " + reason.getMessage();
            }
        }

        @Override
        public void type(String name) {
            count(types, shared(name));
        }

        @Override
        public void member(MemberReference member) {
            opens |= member.name().equals("setAccessible") && member.owner().startsWith("java/lang/reflect/");
            count(members, new MemberReference(shared(member.owner()), shared(member.name()),
                    shared(member.descriptor()), member.kind()));
        }

        @Override
        public void text(String constant) {
            definesClasses |= constant.equals("defineClass");
            if (constant.indexOf('.') > 0 && constant.length() <= LONGEST_NAME && constant.indexOf(' ') < 0) {
                names.add(shared(constant));
            }
        }

        private <T> void count(Map<T, Users> all, T key) {
            Users users = all.get(key);
            if (users == null) {
                all.put(key, new Users(current));
            } else {
                users.another();
            }
        }

        private ClassOutline shared(ClassOutline outline) {
            String[] signatures = outline.members();
            for (int i = 0; i < signatures.length; i++) {
                signatures[i] = shared(signatures[i]);
            }
            return outline;
        }

        private String shared(String text) {
            String before = texts.putIfAbsent(text, text);
            return before == null ? text : before;
        }
    }
}

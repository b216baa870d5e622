package io.waitress.servlet.internal.check;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Finds classes that were compiled for a newer Java than the one that runs, and class files that are none. */
final class ClassVersions implements Inspection {

    private static final int JAVA_1 = 44;

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        int running = Runtime.version().feature();
        for (Part part : subject.parts()) {
            Map<Integer, Users> newer = new TreeMap<>();
            for (ClassOutline outline : part.classes().values()) {
                if (outline.version() - JAVA_1 > running) {
                    Users users = newer.putIfAbsent(outline.version() - JAVA_1, new Users(outline.name()));
                    if (users != null) {
                        users.another();
                    }
                }
            }
            newer.forEach((version, classes) -> findings.accept(Finding.warning(Kind.CLASS_VERSION, part.label(),
                    classes.text() + " cannot be loaded: compiled for Java " + version + ", this is Java " + running,
                    "Run the server with a Java that is as new as the classes.").times(classes.count())));
            if (part.unreadable() > 0) {
                findings.accept(Finding.warning(Kind.BROKEN_CLASS, part.label(), part.unreadable()
                        + " class files cannot be read, the first is " + part.firstUnreadable(),
                        "Build or fetch it again.").times(part.unreadable()));
            }
        }
    }
}

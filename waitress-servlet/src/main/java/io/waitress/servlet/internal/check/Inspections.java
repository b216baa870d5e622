package io.waitress.servlet.internal.check;

import java.util.List;
import java.util.function.Consumer;

/** All that is looked for among the classes and declarations of an application. */
public final class Inspections {

    private static final List<Inspection> ALL = List.of(new Components(), new ClassVersions(), new RemovedModules(),
            new JdkInternals(), new OwnLinks(), new LibraryLinks(), new RemovedApiUses(), new Resources(), new Jars(),
            new StartCost());

    private Inspections() {
    }

    /** Runs all of them. */
    public static void run(Subject subject, Consumer<Finding> findings) {
        ALL.forEach(inspection -> inspection.inspect(subject, findings));
    }
}

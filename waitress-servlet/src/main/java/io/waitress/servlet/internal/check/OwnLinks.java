package io.waitress.servlet.internal.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Finds what the application's own classes refer to and nobody has: each missing class, method and field. */
final class OwnLinks implements Inspection {

    private static final String OLD_API = "javax/servlet/";

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Part part : subject.parts()) {
            if (part.own()) {
                inspect(part, subject.world(), findings);
            }
        }
    }

    private static void inspect(Part part, World world, Consumer<Finding> findings) {
        Map<String, Users> oldApi = new LinkedHashMap<>();
        part.types().forEach((name, users) -> {
            if (world.find(name) != null || RemovedModule.of(name) != null) {
                return;
            }
            if (name.startsWith(OLD_API)) {
                oldApi.merge(OLD_API, users, (one, other) -> one.count() >= other.count() ? one : other);
                return;
            }
            findings.accept(Finding.warning(Kind.MISSING_CLASS, part.label(), ClassNames.dotted(name)
                    + " is nowhere, and used by " + users.text(),
                    "Add the jar that has the class to WEB-INF/lib.").times(users.count()));
        });
        oldApi.forEach((name, users) -> findings.accept(Finding.warning(Kind.MISSING_CLASS, part.label(),
                "javax.servlet is nowhere, and used by " + users.text(),
                "Let the application be converted: --legacy=auto or on.").times(users.count())));
        Members.inspect(part, world, findings);
    }
}

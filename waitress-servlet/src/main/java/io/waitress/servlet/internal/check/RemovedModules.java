package io.waitress.servlet.internal.check;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds uses of what was part of Java until version 11 and is not in the application. A library that also looks for it by
 * name is taken to do without it.
 */
final class RemovedModules implements Inspection {

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Part part : subject.parts()) {
            Map<RemovedModule, Users> used = new EnumMap<>(RemovedModule.class);
            part.types().forEach((name, users) -> {
                RemovedModule module = RemovedModule.of(name);
                if (module != null && subject.world().find(name) == null) {
                    used.merge(module, users, (one, other) -> one.count() >= other.count() ? one : other);
                }
            });
            used.forEach((module, users) -> {
                boolean optional = !part.own() && module.optionalFor(part);
                Finding finding = Finding.warning(Kind.REMOVED_MODULE, part.label(), module.title()
                        + ", which Java 11 removed, is used by " + users.text()
                        + (optional ? "; the library seems to do without it" : ""),
                        "Add " + module.library() + " with what it needs to WEB-INF/lib, if that part is used.")
                        .times(users.count());
                findings.accept(optional ? finding.as(Severity.INFO) : finding);
            });
        }
    }
}

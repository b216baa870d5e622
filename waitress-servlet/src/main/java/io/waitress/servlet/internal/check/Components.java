package io.waitress.servlet.internal.check;

import java.util.function.Consumer;

/** Finds servlets, filters and listeners whose class is missing, or cannot be loaded for what it extends. */
final class Components implements Inspection {

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Component component : subject.components()) {
            String name = component.className().replace('.', '/');
            String missing = subject.world().missingToLoad(name);
            if (missing != null) {
                Finding finding = Finding.error(Kind.COMPONENT, component.className(), component.what() + (missing.equals(name)
                        ? " is of the class " + component.className() + ", which is nowhere in the application"
                        : " cannot be loaded: it extends or implements " + ClassNames.dotted(missing)
                                + ", directly or not, which is nowhere in the application"),
                        "Add the jar that has the class to WEB-INF/lib, or remove the declaration.");
                findings.accept(component.atStart() ? finding : finding.as(Severity.WARNING));
            }
        }
    }
}

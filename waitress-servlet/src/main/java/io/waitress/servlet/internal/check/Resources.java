package io.waitress.servlet.internal.check;

import java.util.function.Consumer;

/** Tells what the application expects of JNDI and does not get. */
final class Resources implements Inspection {

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Reference reference : subject.references()) {
            findings.accept(Finding.warning(Kind.RESOURCE, reference.file(), reference.element() + " '" + reference.name()
                    + "'" + (reference.type().isEmpty() ? "" : ", a " + reference.type() + ",") + " is not provided",
                    "").at(reference.line()));
        }
    }
}

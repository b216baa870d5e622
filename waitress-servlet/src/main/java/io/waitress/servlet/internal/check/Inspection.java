package io.waitress.servlet.internal.check;

import java.util.function.Consumer;

/** Looks for one kind of thing in an application. Stateless. */
@FunctionalInterface
interface Inspection {

    /** Tells what it finds, in the order in which it is to be reported. */
    void inspect(Subject subject, Consumer<Finding> findings);
}

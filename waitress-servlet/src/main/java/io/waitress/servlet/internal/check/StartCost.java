package io.waitress.servlet.internal.check;

import java.util.function.Consumer;

/** Tells what is large enough to make a start slow. */
final class StartCost implements Inspection {

    private static final int MANY_CLASSES = 10_000;

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        int count = subject.classCount();
        if (!subject.metadataComplete() && count >= MANY_CLASSES) {
            findings.accept(Finding.info(Kind.START, "WEB-INF/lib", count + " classes in "
                    + subject.libraries().size() + " jars are searched for annotations at the first start; what is found"
                    + " is kept for the next ones", "If no annotations are used, say metadata-complete=\"true\" in"
                    + " web.xml."));
        }
    }
}

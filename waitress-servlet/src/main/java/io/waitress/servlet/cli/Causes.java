package io.waitress.servlet.cli;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Exceptions in words. */
final class Causes {

    /** The names of the JVM's class loaders; an application's has another one, and the lowest of them has none. */
    private static final Set<String> JVM_LOADERS = Set.of("app", "platform");

    private Causes() {
    }

    /** Returns a problem in one line: what happened, and the exception that tells most about it. */
    static String problem(String what, Throwable thrown) {
        return (what + ": " + describe(thrown)).lines().map(String::strip).reduce((one, more) -> one + " " + more)
                .orElse(what);
    }

    /** Returns the message, or the exception's kind where that is needed to understand it. */
    static String describe(Throwable thrown) {
        String message = thrown.getMessage();
        boolean plain = thrown.getClass() == IllegalArgumentException.class
                || thrown.getClass() == ServletException.class
                || thrown.getClass() == IllegalStateException.class
                || thrown instanceof IOException && thrown.getClass().getName().startsWith("java.")
                        && message != null && message.indexOf(' ') > 0
                || thrown.getClass().getName().startsWith("io.waitress.");
        return message != null && plain ? message : thrown.toString();
    }

    /**
     * Returns lines for the causes of a problem, nearest first, without those that add nothing to what was said: the
     * innermost tells its kind, and which line of the application it comes from, if it does.
     */
    static List<String> lines(String problem, Throwable thrown) {
        List<String> lines = new ArrayList<>();
        String said = problem;
        for (Throwable cause : chain(thrown)) {
            String where = cause.getCause() == null ? where(cause) : null;
            String message = cause.getMessage();
            if (where == null && message != null && said.contains(oneLine(message))
                    || where == null && said.contains(oneLine(cause.toString()))) {
                continue;
            }
            said = oneLine(cause.toString());
            if (cause != thrown || where != null) {
                lines.add("caused by: " + said);
            }
            if (where != null) {
                lines.add("    at " + where);
            }
        }
        return lines;
    }

    private static List<Throwable> chain(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = thrown; next != null && seen.add(next) && chain.size() < 10; next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }

    /** Returns the place in the application's code, or null if the exception does not come from there. */
    private static String where(Throwable thrown) {
        return Stream.of(thrown.getStackTrace())
                .filter(frame -> frame.getClassLoaderName() != null
                        && !JVM_LOADERS.contains(frame.getClassLoaderName()))
                .map(frame -> frame.getClassName() + '.' + frame.getMethodName() + '(' + frame.getFileName() + ':'
                        + frame.getLineNumber() + ')')
                .findFirst().orElse(null);
    }

    private static String oneLine(String text) {
        return String.join(" ", text.lines().map(String::strip).toList());
    }
}

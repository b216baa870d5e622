package io.waitress.servlet.cli;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/** Exceptions in words. */
final class Causes {

    private Causes() {
    }

    /** Returns the message, or the exception's kind where that is needed to understand it. */
    static String describe(Throwable thrown) {
        String message = thrown.getMessage();
        boolean plain = thrown.getClass() == IllegalArgumentException.class
                || thrown.getClass() == IllegalStateException.class
                || thrown instanceof BindException
                || thrown.getClass().getName().startsWith("io.waitress.");
        return message != null && plain ? message : thrown.toString();
    }

    /** Returns a line for each cause behind an exception, nearest first, without those that add nothing. */
    static List<String> lines(Throwable thrown) {
        List<String> lines = new ArrayList<>();
        String last = String.valueOf(thrown.getMessage());
        for (Throwable cause = thrown.getCause(); cause != null && lines.size() < 10; cause = cause.getCause()) {
            if (!last.contains(describe(cause))) {
                lines.add("caused by: " + cause);
                last = cause.toString();
            }
        }
        return lines;
    }
}

package io.waitress.servlet.internal.check;

import java.util.Comparator;
import java.util.Objects;

/**
 * One thing that was found.
 *
 * @param severity how much it matters
 * @param kind what it is about
 * @param where the file or class, as a path inside the application, or empty for the application as a whole
 * @param line the line of the file, from 1, or 0
 * @param problem what is the case
 * @param advice what to do, or empty
 * @param count how many times, from 1
 */
public record Finding(Severity severity, Kind kind, String where, int line, String problem, String advice,
        int count) {

    /** As reports have them. */
    static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity).thenComparing(Finding::kind);

    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(kind, "kind");
        where = printable(where);
        problem = printable(problem);
        advice = printable(advice);
    }

    /** Names come from the application, and may be made to confuse a terminal. */
    private static String printable(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            int type = Character.getType(c);
            if (c != '\n' && (type == Character.CONTROL || type == Character.FORMAT)) {
                plain.setCharAt(i, '?');
            }
        }
        return plain.toString();
    }

    public static Finding error(Kind kind, String where, String problem, String advice) {
        return new Finding(Severity.ERROR, kind, where, 0, problem, advice, 1);
    }

    public static Finding warning(Kind kind, String where, String problem, String advice) {
        return new Finding(Severity.WARNING, kind, where, 0, problem, advice, 1);
    }

    public static Finding info(Kind kind, String where, String problem, String advice) {
        return new Finding(Severity.INFO, kind, where, 0, problem, advice, 1);
    }

    /** Returns the same in a line of its file. */
    public Finding at(int number) {
        return new Finding(severity, kind, where, number, problem, advice, count);
    }

    /** Returns the same, mattering as much as given. */
    Finding as(Severity other) {
        return new Finding(other, kind, where, line, problem, advice, count);
    }

    /** Returns the same, found that many times. */
    public Finding times(int number) {
        return new Finding(severity, kind, where, line, problem, advice, number);
    }
}

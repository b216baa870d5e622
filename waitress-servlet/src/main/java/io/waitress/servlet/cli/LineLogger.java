package io.waitress.servlet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes one line for each event, and the stack trace if there is one, to standard error. Only events begin at the start
 * of a line, whatever clients have brought into messages: further lines are indented, and control characters escaped.
 */
final class LineLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    private final String shortName;

    LineLogger(String name) {
        this.name = name;
        this.shortName = name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public boolean isTraceEnabled() {
        return LogLevel.TRACE.enabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return LogLevel.DEBUG.enabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return LogLevel.INFO.enabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return LogLevel.WARN.enabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return LogLevel.ERROR.enabled();
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null; // lines do not tell where in the code they come from
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
        StringBuilder line = new StringBuilder(128);
        String text = MessageFormatter.basicArrayFormat(pattern, arguments);
        appendTime(line, LocalDateTime.now());
        line.append(" [").append(Thread.currentThread().getName()).append("] ").append(level).append(' ')
                .append(shortName).append(" - ");
        appendHarmless(line, text == null ? "null" : text);
        line.append(System.lineSeparator());
        if (thrown != null) {
            appendHarmless(line.append('\t'), stackTrace(thrown));
            line.append(System.lineSeparator());
        }
        System.err.print(line); // at once, so that lines of several threads do not mix
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }

    private static void appendHarmless(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append(System.lineSeparator()).append('\t');
            } else if (c == '\t' || !Character.isISOControl(c)) {
                line.append(c);
            } else if (c != '\r' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                line.append(String.format("\\u%04x", (int) c));
            }
        }
    }

    /** Appends for example {@code 2026-11-22 08:05:09.040}; formatters of the JDK would cost a start dear. */
    static void appendTime(StringBuilder line, LocalDateTime time) {
        appendNumber(line, time.getYear(), 4);
        appendNumber(line.append('-'), time.getMonthValue(), 2);
        appendNumber(line.append('-'), time.getDayOfMonth(), 2);
        appendNumber(line.append(' '), time.getHour(), 2);
        appendNumber(line.append(':'), time.getMinute(), 2);
        appendNumber(line.append(':'), time.getSecond(), 2);
        appendNumber(line.append('.'), time.getNano() / 1_000_000, 3);
    }

    private static void appendNumber(StringBuilder line, int number, int digits) {
        String text = Integer.toString(number);
        line.append("0".repeat(digits - text.length())).append(text);
    }
}

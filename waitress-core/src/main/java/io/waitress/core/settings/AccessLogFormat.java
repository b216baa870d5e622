package io.waitress.core.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * What a line of the access log says: {@code common}, {@code combined}, {@code json}, or a pattern in which these stand
 * for something, as in Apache's httpd:
 *
 * <pre>
 *  %h %a  address of the client            %D  duration, µs
 *  %l     -                                %T  duration, s
 *  %u     user                             %F  time to the head of the response, µs
 *  %t     time of arrival, in brackets     %W  time waited for a worker, µs
 *  %r     request line                     %L  request id
 *  %s %&gt;s status; 0 if there was none      %X  X if the response was cut, else +
 *  %b %B  bytes of content; - or 0 if none %S  version of TLS
 *  %m     method                           %v  host of the request
 *  %U     path                             %p  port of the server
 *  %q     query with its ?                 %{NAME}i  field of the request
 *  %H     protocol                         %%  a percent sign
 * </pre>
 *
 * Where there is nothing to say, a line has {@code -}. What clients have chosen is escaped. Immutable.
 */
public final class AccessLogFormat {

    /** The code of a part that stands for its argument. */
    public static final char TEXT = '%';

    /** The format of the NCSA server, which every tool reads. */
    public static final AccessLogFormat COMMON = pattern("common", "%h %l %u %t \"%r\" %>s %b");

    /** The common format followed by referer and user agent. */
    public static final AccessLogFormat COMBINED = pattern("combined",
            "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"");

    /** One JSON object per line. */
    public static final AccessLogFormat JSON = new AccessLogFormat("json", List.of());

    private static final String CODES = "halutrsbBmUqHvpDTFWLXS";

    private final String text;
    private final List<Part> parts;

    private AccessLogFormat(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /**
     * A piece of a line.
     *
     * @param code the letter of the pattern, or {@link #TEXT}
     * @param argument the text itself, or the name of a field for {@code i}; else null
     */
    public record Part(char code, String argument) {
    }

    /**
     * Reads a format.
     *
     * @param text {@code common}, {@code combined}, {@code json} or a pattern
     * @return the format
     * @throws IllegalArgumentException if the pattern has something that stands for nothing
     */
    public static AccessLogFormat parse(String text) {
        return switch (text) {
            case "common" -> COMMON;
            case "combined" -> COMBINED;
            case "json" -> JSON;
            default -> pattern(text, text);
        };
    }

    private static AccessLogFormat pattern(String name, String pattern) {
        if (pattern.indexOf('%') < 0) {
            throw new IllegalArgumentException('"' + pattern
                    + "\": expected common, combined, json, or a pattern such as %h \"%r\" %s %D");
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c != '%') {
                literal.append(c);
                continue;
            }
            if (at < pattern.length() && pattern.charAt(at) == '%') {
                literal.append('%');
                at++;
                continue;
            }
            if (literal.length() > 0) {
                parts.add(new Part(TEXT, literal.toString()));
                literal.setLength(0);
            }
            int start = at - 1;
            String argument = null;
            if (at < pattern.length() && pattern.charAt(at) == '{') {
                int end = pattern.indexOf('}', at);
                argument = end < 0 ? "" : pattern.substring(at + 1, end);
                at = end < 0 ? pattern.length() : end + 1;
            } else if (at < pattern.length() && pattern.charAt(at) == '>') {
                at++;
            }
            char code = at < pattern.length() ? pattern.charAt(at++) : 0;
            if (argument == null ? CODES.indexOf(code) < 0 : code != 'i' || argument.isEmpty()) {
                throw new IllegalArgumentException('"' + pattern + "\": " + pattern.substring(start, at)
                        + " stands for nothing; expected one of %h %u %t %r %s %b %D %{NAME}i and so on");
            }
            parts.add(new Part(code, argument));
        }
        if (literal.length() > 0) {
            parts.add(new Part(TEXT, literal.toString()));
        }
        return new AccessLogFormat(name, parts);
    }

    /** {@return the pieces of a line in order; none for {@link #JSON}} */
    public List<Part> parts() {
        return parts;
    }

    /** {@return the text that {@link #parse} reads} */
    @Override
    public String toString() {
        return text;
    }
}

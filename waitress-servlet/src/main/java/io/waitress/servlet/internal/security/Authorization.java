package io.waitress.servlet.internal.security;

import io.waitress.core.http.HttpException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The credentials in an {@code Authorization} field (RFC 9110, section 11.6.2): a scheme with a token, or with
 * parameters. Immutable.
 *
 * @param scheme in lower case
 * @param token the token68, empty if there is none
 * @param parameters by name in lower case, quotes and escapes resolved; one character for each byte
 */
public record Authorization(String scheme, String token, Map<String, String> parameters) {

    private static final int MAX_CHARACTERS = 8192;
    private static final int MAX_PARAMETERS = 32;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String TOKEN68_MARKS = "-._~+/";

    /**
     * Reads the fields of a request.
     *
     * @param fields the values of all {@code Authorization} fields
     * @return the credentials, or null if there is no field
     * @throws HttpException with 400 if there are several, or one is malformed
     */
    public static Authorization of(List<String> fields) {
        if (fields.isEmpty()) {
            return null;
        }
        if (fields.size() > 1) {
            throw malformed("there are " + fields.size() + " of them");
        }
        return parse(fields.get(0));
    }

    /** Makes the exception for credentials that are not as the RFCs have them. */
    static HttpException malformed(String problem) {
        return new HttpException(400, "The Authorization header is malformed: " + problem);
    }

    static Authorization parse(String field) {
        if (field.length() > MAX_CHARACTERS) {
            throw malformed("it has more than " + MAX_CHARACTERS + " characters");
        }
        int end = tokenEnd(field, 0);
        if (end == 0 || end < field.length() && field.charAt(end) != ' ') {
            throw malformed("it does not begin with a scheme and a blank");
        }
        String scheme = field.substring(0, end).toLowerCase(Locale.ROOT);
        int start = end;
        while (start < field.length() && field.charAt(start) == ' ') {
            start++;
        }
        return isToken68(field, start)
                ? new Authorization(scheme, field.substring(start), Map.of())
                : new Authorization(scheme, "", parameters(field, start));
    }

    private static boolean isToken68(String field, int start) {
        int i = start;
        while (i < field.length() && (isAlphanumeric(field.charAt(i)) || TOKEN68_MARKS.indexOf(field.charAt(i)) >= 0)) {
            i++;
        }
        if (i == start && start < field.length()) {
            return false;
        }
        while (i < field.length() && field.charAt(i) == '=') {
            i++;
        }
        return i == field.length();
    }

    /** A list may have empty elements (RFC 9110, section 5.6.1). */
    private static Map<String, String> parameters(String field, int start) {
        Map<String, String> found = new LinkedHashMap<>();
        int i = start;
        while (true) {
            while (i < field.length() && (isBlank(field.charAt(i)) || field.charAt(i) == ',')) {
                i++;
            }
            if (i == field.length()) {
                return Collections.unmodifiableMap(found);
            }
            i = parameter(field, i, found);
            i = skipBlanks(field, i);
            if (i < field.length() && field.charAt(i) != ',') {
                throw malformed("there is no comma after a parameter");
            }
        }
    }

    /** Reads one parameter and returns where it ends. */
    private static int parameter(String field, int start, Map<String, String> found) {
        int nameEnd = tokenEnd(field, start);
        int equals = skipBlanks(field, nameEnd);
        if (nameEnd == start || equals == field.length() || field.charAt(equals) != '=') {
            throw malformed("a parameter is not of the form name=value");
        }
        int valueStart = skipBlanks(field, equals + 1);
        boolean quoted = valueStart < field.length() && field.charAt(valueStart) == '"';
        int end = quoted ? quotedEnd(field, valueStart) : tokenEnd(field, valueStart);
        if (end == valueStart) {
            throw malformed("a parameter has no value");
        }
        String name = field.substring(start, nameEnd).toLowerCase(Locale.ROOT);
        String value = quoted ? unquoted(field, valueStart + 1, end - 1) : field.substring(valueStart, end);
        if (found.put(name, value) != null) {
            throw malformed("a parameter occurs twice");
        }
        if (found.size() > MAX_PARAMETERS) {
            throw malformed("it has more than " + MAX_PARAMETERS + " parameters");
        }
        return end;
    }

    /** Returns the place after the closing quote. */
    private static int quotedEnd(String field, int start) {
        for (int i = start + 1; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\' && ++i == field.length()) {
                break;
            }
            char allowed = field.charAt(i);
            if (allowed < ' ' && allowed != '\t' || allowed == 0x7f) {
                throw malformed("a quoted value has a control character");
            }
        }
        throw malformed("a quoted value does not end");
    }

    private static String unquoted(String field, int start, int end) {
        StringBuilder value = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (field.charAt(i) == '\\') {
                i++;
            }
            value.append(field.charAt(i));
        }
        return value.toString();
    }

    private static int tokenEnd(String field, int start) {
        int i = start;
        while (i < field.length() && (isAlphanumeric(field.charAt(i)) || TOKEN_MARKS.indexOf(field.charAt(i)) >= 0)) {
            i++;
        }
        return i;
    }

    private static int skipBlanks(String field, int start) {
        int i = start;
        while (i < field.length() && isBlank(field.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Returns the scheme only: the rest is secret. */
    @Override
    public String toString() {
        return scheme + " …";
    }
}

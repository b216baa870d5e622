package io.waitress.servlet.internal.text;

import io.waitress.core.http.HttpDate;
import jakarta.servlet.http.Cookie;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Cookies by RFC 6265. Reading is forgiving, since one odd cookie of a neighbouring application must not take the
 * others away: what cannot be a cookie is skipped, quotes and commas belong to the value. Writing is strict.
 */
public final class Cookies {

    private static final CharacterTable DOMAIN = new CharacterTable(CharacterTable.ALPHANUMERIC + "-._");
    private static final List<String> STANDARD =
            List.of("path", "domain", "max-age", "expires", "secure", "httponly", "samesite");

    private Cookies() {
    }

    /**
     * Reads a {@code Cookie} field.
     *
     * @param field the value of the field, one character per byte
     * @param into receives the cookies in order, repeated names included; values keep their quotes and are UTF-8 where
     *     they are valid UTF-8
     */
    public static void parse(String field, List<Cookie> into) {
        int start = 0;
        while (start < field.length()) {
            int semicolon = field.indexOf(';', start);
            int end = semicolon < 0 ? field.length() : semicolon;
            int equals = indexOf(field, '=', start, end);
            if (equals < end) {
                String name = trimmed(field, start, equals);
                String value = trimmed(field, equals + 1, end);
                if (CharacterTable.TOKEN.matches(name) && isText(value)) {
                    into.add(new Cookie(name, asUtf8(value)));
                }
            }
            start = end + 1;
        }
    }

    /**
     * Finds the values of one cookie in a {@code Cookie} field, without reading the others.
     *
     * @param field the value of the field, one character per byte
     * @param name the name of the cookie, a token
     * @param found receives the values in order
     */
    public static void find(String field, String name, Consumer<String> found) {
        int start = 0;
        while (start < field.length()) {
            int semicolon = field.indexOf(';', start);
            int end = semicolon < 0 ? field.length() : semicolon;
            while (start < end && isBlank(field.charAt(start))) {
                start++;
            }
            int nameEnd = start + name.length();
            int equals = nameEnd;
            while (equals < end && isBlank(field.charAt(equals))) {
                equals++;
            }
            if (equals < end && field.charAt(equals) == '=' && field.startsWith(name, start)) {
                String value = trimmed(field, equals + 1, end);
                if (isText(value)) {
                    found.accept(asUtf8(value));
                }
            }
            start = end + 1;
        }
    }

    /** Returns where the character is, or the end: a search beyond it would cost the whole field for each cookie. */
    private static int indexOf(String text, char wanted, int from, int end) {
        int i = from;
        while (i < end && text.charAt(i) != wanted) {
            i++;
        }
        return i;
    }

    private static String trimmed(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 && c != '\t' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String asUtf8(String value) {
        if (isAscii(value)) {
            return value;
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StrictText.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8);
        } catch (CharacterCodingException ignored) { // not UTF-8, so the bytes speak for themselves
            return value;
        }
    }

    /**
     * Writes the value of a {@code Set-Cookie} field. {@code Expires} accompanies {@code Max-Age}, for clients that
     * know only the former, and stands alone for a cookie to be removed: servers send no {@code Max-Age} of zero
     * (RFC 6265, section 4.1.1). Characters outside ASCII become UTF-8, one character per byte.
     *
     * @param cookie the cookie
     * @param nowMillis the current time in milliseconds
     * @return the field value
     * @throws IllegalArgumentException if the name, the value or an attribute contains what would break the field,
     *     naming it
     */
    public static String format(Cookie cookie, long nowMillis) {
        StringBuilder field = new StringBuilder(96);
        String value = cookie.getValue() == null ? "" : cookie.getValue();
        checkValue(cookie.getName(), value);
        field.append(cookie.getName()).append('=').append(value);
        appendAttribute(field, cookie, "Path", cookie.getPath());
        appendAttribute(field, cookie, "Domain", domain(cookie));
        appendLifetime(field, cookie, nowMillis);
        if (cookie.getSecure()) {
            field.append("; Secure");
        }
        if (cookie.isHttpOnly()) {
            field.append("; HttpOnly");
        }
        appendAttribute(field, cookie, "SameSite", cookie.getAttribute("SameSite"));
        for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
            if (!STANDARD.contains(attribute.getKey().toLowerCase(Locale.ROOT))) {
                appendAttribute(field, cookie, attribute.getKey(), attribute.getValue());
            }
        }
        return asLatin1(field.toString());
    }

    private static void appendLifetime(StringBuilder field, Cookie cookie, long nowMillis) {
        int maxAge = cookie.getMaxAge();
        if (maxAge < 0) {
            appendAttribute(field, cookie, "Expires", cookie.getAttribute("Expires"));
            return;
        }
        if (maxAge > 0) {
            field.append("; Max-Age=").append(maxAge);
        }
        long expires = maxAge == 0 ? 0 : nowMillis + maxAge * 1000L;
        field.append("; Expires=").append(HttpDate.format(expires));
    }

    /** Returns the domain without the leading dot of older specifications, or null. */
    private static String domain(Cookie cookie) {
        String domain = cookie.getDomain();
        if (domain == null || domain.isEmpty()) {
            return null;
        }
        String host = domain.charAt(0) == '.' ? domain.substring(1) : domain;
        if (!DOMAIN.matches(host)) {
            throw invalid(cookie.getName(), "Domain", "expected a host name");
        }
        return host;
    }

    private static void appendAttribute(StringBuilder field, Cookie cookie, String name, String value) {
        if (value == null) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == ';' || Character.isISOControl(value.charAt(i))) {
                throw invalid(cookie.getName(), name, "it contains a semicolon or a control character");
            }
        }
        field.append("; ").append(name);
        if (!value.isEmpty()) {
            field.append('=').append(value);
        }
    }

    /** Accepts cookie-octets (RFC 6265, section 4.1.1), optionally between quotes, and characters outside ASCII. */
    private static void checkValue(String name, String value) {
        int start = 0;
        int end = value.length();
        if (end > 1 && value.charAt(0) == '"' && value.charAt(end - 1) == '"') {
            start++;
            end--;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (c <= 0x20 || Character.isISOControl(c) || c == '"' || c == ',' || c == ';' || c == '\\') {
                throw new IllegalArgumentException(String.format(
                        "Value of cookie '%s' contains the character \\u%04x; encode it", name, (int) c));
            }
        }
    }

    private static String asLatin1(String field) {
        if (isAscii(field)) {
            return field;
        }
        return new String(field.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static IllegalArgumentException invalid(String cookie, String attribute, String reason) {
        return new IllegalArgumentException(
                "Attribute " + attribute + " of cookie '" + cookie + "' is invalid: " + reason);
    }
}

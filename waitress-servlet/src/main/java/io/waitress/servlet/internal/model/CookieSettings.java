package io.waitress.servlet.internal.model;

import java.util.Map;

/**
 * The session cookie as declared.
 *
 * @param name the cookie's name, or null for {@code JSESSIONID}
 * @param attributes everything else: {@code Domain}, {@code Path}, {@code HttpOnly}, {@code Secure}, {@code Max-Age},
 *     {@code SameSite}, … by name, values as text ({@code true} or {@code false} for flags)
 */
public record CookieSettings(String name, Map<String, String> attributes) {

    /** {@code JSESSIONID} with no attribute declared. */
    public static final CookieSettings DEFAULT = new CookieSettings(null, Map.of());

    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

    public CookieSettings {
        if (name != null) {
            requireToken("name", name);
        }
        attributes = Copies.ordered(attributes);
    }

    /**
     * Returns a name of the session cookie or of an attribute of it.
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static String requireToken(String what, String value) {
        boolean token = value != null && !value.isEmpty()
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f && SEPARATORS.indexOf(c) < 0);
        if (!token) {
            throw new IllegalArgumentException("Session cookie " + what + " '" + value + "' is not a token (RFC 6265)");
        }
        return value;
    }
}

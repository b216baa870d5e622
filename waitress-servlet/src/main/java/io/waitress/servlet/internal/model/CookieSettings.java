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

    public CookieSettings {
        attributes = Copies.ordered(attributes);
    }
}

package io.waitress.servlet;

import io.waitress.servlet.internal.model.CookieSettings;
import io.waitress.servlet.internal.model.SessionSettings;
import jakarta.servlet.SessionTrackingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How sessions are kept. Confined to the call of {@code ServletApplication.Builder.sessions} that hands it out. */
public final class SessionOptions {

    private final Map<String, String> cookieAttributes = new LinkedHashMap<>();
    private Duration timeout = SessionSettings.DEFAULT.timeout();
    private String cookieName;
    private Set<SessionTrackingMode> trackingModes;

    SessionOptions() {
    }

    /**
     * Sets the time without a request after which a session ends. 30 minutes unless set.
     *
     * @param value in whole seconds; zero for never
     * @return these options
     * @throws IllegalArgumentException if it is negative or has a fraction of a second
     */
    public SessionOptions timeout(Duration value) {
        if (value.isNegative() || value.getNano() != 0 || value.getSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Session timeout " + value
                    + " is invalid; expected whole seconds, or zero for never, at most " + Integer.MAX_VALUE);
        }
        timeout = value;
        return this;
    }

    /**
     * Sets the name of the session cookie. {@code JSESSIONID} unless set.
     *
     * @param name a token (RFC 6265)
     * @return these options
     * @throws IllegalArgumentException if it is none
     */
    public SessionOptions cookieName(String name) {
        cookieName = CookieSettings.requireToken("name", name);
        return this;
    }

    /**
     * Sets an attribute of the session cookie, such as {@code SameSite}, {@code Path}, {@code Domain},
     * {@code Max-Age}, {@code Secure} or {@code HttpOnly}.
     *
     * @param name its name
     * @param value its value, {@code true} or {@code false} for flags
     * @return these options
     * @throws IllegalArgumentException if the name is no token (RFC 6265)
     */
    public SessionOptions cookieAttribute(String name, String value) {
        cookieAttributes.put(CookieSettings.requireToken("attribute", name), value);
        return this;
    }

    /**
     * Sets how clients return the session id. By cookie and, for those without cookies, in the URL unless set.
     *
     * @param first a way
     * @param more further ways
     * @return these options
     */
    public SessionOptions trackingModes(SessionTrackingMode first, SessionTrackingMode... more) {
        trackingModes = EnumSet.of(first, more);
        return this;
    }

    SessionSettings settings() {
        return new SessionSettings(timeout, new CookieSettings(cookieName, cookieAttributes), trackingModes);
    }
}

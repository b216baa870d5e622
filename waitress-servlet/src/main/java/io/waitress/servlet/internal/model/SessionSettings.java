package io.waitress.servlet.internal.model;

import jakarta.servlet.SessionTrackingMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How sessions are kept.
 *
 * @param timeout the idle time after which a session ends; zero or negative for never
 * @param cookie the session cookie
 * @param trackingModes how the client returns the id; null for the default (cookie and URL)
 */
public record SessionSettings(Duration timeout, CookieSettings cookie, Set<SessionTrackingMode> trackingModes) {

    /** Thirty minutes, cookies and URLs. */
    public static final SessionSettings DEFAULT =
            new SessionSettings(Duration.ofMinutes(30), CookieSettings.DEFAULT, null);

    public SessionSettings {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(cookie, "cookie");
        trackingModes = trackingModes == null ? null : Set.copyOf(trackingModes);
    }

    public SessionSettings withTimeout(Duration value) {
        return new SessionSettings(value, cookie, trackingModes);
    }

    public SessionSettings withCookie(CookieSettings value) {
        return new SessionSettings(timeout, value, trackingModes);
    }

    public SessionSettings withTrackingModes(Set<SessionTrackingMode> values) {
        return new SessionSettings(timeout, cookie, values);
    }
}

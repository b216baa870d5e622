package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.SessionSettings;
import jakarta.servlet.SessionTrackingMode;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How the sessions of a context are kept and tracked. Changed by the thread that starts the context, fixed from then on
 * and read by any thread.
 */
final class SessionConfiguration {

    private static final Set<SessionTrackingMode> DEFAULT_MODES =
            Set.of(SessionTrackingMode.COOKIE, SessionTrackingMode.URL);

    private final ContextPhase phase;
    private final SessionCookieConfigImpl cookie;
    private Set<SessionTrackingMode> trackingModes;
    private int timeoutSeconds;

    SessionConfiguration(SessionSettings declared, ContextPhase phase) {
        this.phase = phase;
        this.cookie = new SessionCookieConfigImpl(declared.cookie(), phase);
        this.trackingModes = declared.trackingModes() == null ? DEFAULT_MODES : checked(declared.trackingModes());
        this.timeoutSeconds = (int) Math.min(Integer.MAX_VALUE, Math.max(0, declared.timeout().toSeconds()));
    }

    /** Returns the cookie as the application sees and changes it. */
    SessionCookieConfigImpl cookie() {
        return cookie;
    }

    Set<SessionTrackingMode> defaultTrackingModes() {
        return DEFAULT_MODES;
    }

    Set<SessionTrackingMode> trackingModes() {
        return trackingModes;
    }

    void trackingModes(Set<SessionTrackingMode> modes) {
        phase.requireConfigurable("setSessionTrackingModes");
        trackingModes = checked(modes);
    }

    private static Set<SessionTrackingMode> checked(Set<SessionTrackingMode> modes) {
        if (modes == null || !DEFAULT_MODES.containsAll(modes)) {
            throw new IllegalArgumentException("session tracking modes " + modes
                    + " are not supported; expected a set of COOKIE and URL");
        }
        return modes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(modes));
    }

    /** Returns the idle time in seconds; 0 for never. */
    int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Returns the idle time in minutes, rounded up since 0 means never. */
    int timeoutMinutes() {
        return (int) ((timeoutSeconds + 59L) / 60);
    }

    void timeoutMinutes(int minutes) {
        phase.requireConfigurable("setSessionTimeout");
        timeoutSeconds = (int) Math.min(Integer.MAX_VALUE, TimeUnit.MINUTES.toSeconds(Math.max(0, minutes)));
    }
}

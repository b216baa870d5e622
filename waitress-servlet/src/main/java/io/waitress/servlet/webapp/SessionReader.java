package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.CookieSettings;
import io.waitress.servlet.internal.model.SessionSettings;
import jakarta.servlet.SessionTrackingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code session-config}. */
final class SessionReader {

    private SessionReader() {
    }

    static SessionSettings read(XmlElement element) {
        element.allow("session-timeout", "cookie-config", "tracking-mode");
        SessionSettings settings = SessionSettings.DEFAULT;
        XmlElement timeout = element.only("session-timeout");
        if (timeout != null) {
            settings = settings.withTimeout(Duration.ofMinutes(timeout.integer()));
        }
        XmlElement cookie = element.only("cookie-config");
        if (cookie != null) {
            settings = settings.withCookie(cookie(cookie));
        }
        List<XmlElement> modes = element.all("tracking-mode");
        return modes.isEmpty() ? settings : settings.withTrackingModes(trackingModes(modes));
    }

    private static CookieSettings cookie(XmlElement element) {
        // a comment, too, is allowed, but cookies have had none since RFC 6265
        element.allow("name", "domain", "path", "comment", "http-only", "secure", "max-age", "attribute");
        Map<String, String> attributes = new LinkedHashMap<>();
        put(attributes, "Domain", element.optionalValue("domain"));
        put(attributes, "Path", element.optionalValue("path"));
        put(attributes, "HttpOnly", flag(element.only("http-only")));
        put(attributes, "Secure", flag(element.only("secure")));
        XmlElement maxAge = element.only("max-age");
        put(attributes, "Max-Age", maxAge == null ? null : String.valueOf(maxAge.integer()));
        for (XmlElement attribute : element.all("attribute")) {
            attribute.allow("attribute-name", "attribute-value");
            attributes.put(attribute.requiredValue("attribute-name"), attribute.required("attribute-value").text());
        }
        return element.checked(() -> new CookieSettings(element.optionalValue("name"), attributes));
    }

    private static String flag(XmlElement element) {
        return element == null ? null : String.valueOf(element.flag());
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static Set<SessionTrackingMode> trackingModes(List<XmlElement> elements) {
        Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
        for (XmlElement element : elements) {
            modes.add(element.constant(SessionTrackingMode.class));
        }
        if (modes.contains(SessionTrackingMode.SSL) && modes.size() > 1) {
            throw elements.get(0).error("<tracking-mode> SSL stands beside others; expected it alone");
        }
        return modes;
    }
}

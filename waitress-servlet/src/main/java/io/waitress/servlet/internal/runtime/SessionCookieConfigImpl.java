package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.CookieSettings;
import jakarta.servlet.SessionCookieConfig;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The session cookie's name and attributes. Changed by the thread that starts the context, fixed from then on and read
 * by any thread.
 */
final class SessionCookieConfigImpl implements SessionCookieConfig {

    private static final String DEFAULT_NAME = "JSESSIONID";
    private static final String COMMENT = "Comment";
    private static final String DOMAIN = "Domain";
    private static final String HTTP_ONLY = "HttpOnly";
    private static final String MAX_AGE = "Max-Age";
    private static final String PATH = "Path";
    private static final String SECURE = "Secure";

    private final ContextPhase phase;
    private final Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String name;

    SessionCookieConfigImpl(CookieSettings declared, ContextPhase phase) {
        this.phase = phase;
        name = declared.name();
        for (Map.Entry<String, String> attribute : declared.attributes().entrySet()) {
            put(attribute.getKey(), attribute.getValue());
        }
    }

    /** Returns the cookie's name; never null, unlike {@link #getName()}. */
    String effectiveName() {
        return name == null ? DEFAULT_NAME : name;
    }

    @Override
    public void setName(String value) {
        phase.requireConfigurable("setName");
        CookieSettings.requireToken("name", value);
        name = value;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public void setDomain(String domain) {
        setAttribute(DOMAIN, domain);
    }

    @Override
    public String getDomain() {
        return getAttribute(DOMAIN);
    }

    @Override
    public void setPath(String path) {
        setAttribute(PATH, path);
    }

    @Override
    public String getPath() {
        return getAttribute(PATH);
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public void setComment(String comment) {
        setAttribute(COMMENT, comment);
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public String getComment() {
        return getAttribute(COMMENT);
    }

    @Override
    public void setHttpOnly(boolean httpOnly) {
        setAttribute(HTTP_ONLY, String.valueOf(httpOnly));
    }

    @Override
    public boolean isHttpOnly() {
        return Boolean.parseBoolean(getAttribute(HTTP_ONLY));
    }

    @Override
    public void setSecure(boolean secure) {
        setAttribute(SECURE, String.valueOf(secure));
    }

    @Override
    public boolean isSecure() {
        return Boolean.parseBoolean(getAttribute(SECURE));
    }

    @Override
    public void setMaxAge(int seconds) {
        setAttribute(MAX_AGE, String.valueOf(seconds));
    }

    @Override
    public int getMaxAge() {
        String value = getAttribute(MAX_AGE);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public void setAttribute(String attribute, String value) {
        phase.requireConfigurable("setAttribute");
        put(attribute, value);
    }

    private void put(String attribute, String value) {
        CookieSettings.requireToken("attribute", attribute);
        if (value == null) {
            attributes.remove(attribute);
            return;
        }
        if (attribute.equalsIgnoreCase(MAX_AGE)) {
            Integer.parseInt(value);
        }
        attributes.put(attribute, value);
    }

    @Override
    public String getAttribute(String attribute) {
        return attributes.get(attribute);
    }

    @Override
    public Map<String, String> getAttributes() {
        return Collections.unmodifiableMap(attributes);
    }
}

package io.waitress.servlet.legacy;

import jakarta.servlet.http.HttpSession;
import java.util.Collections;

/** A session of an application that was made for {@code javax.servlet.http.HttpSession}. */
public interface LegacyHttpSession extends HttpSession {

    /**
     * Returns the context of all sessions.
     *
     * @return one that knows of none
     */
    default HttpSessionContext getSessionContext() {
        return HttpSessionContext.EMPTY;
    }

    /**
     * Returns an attribute.
     *
     * @param name its name
     * @return its value, or null
     */
    default Object getValue(String name) {
        return getAttribute(name);
    }

    /**
     * Returns the names of all attributes.
     *
     * @return the names
     */
    default String[] getValueNames() {
        return Collections.list(getAttributeNames()).toArray(new String[0]);
    }

    /**
     * Sets an attribute.
     *
     * @param name its name
     * @param value its value
     */
    default void putValue(String name, Object value) {
        setAttribute(name, value);
    }

    /**
     * Removes an attribute.
     *
     * @param name its name
     */
    default void removeValue(String name) {
        removeAttribute(name);
    }
}

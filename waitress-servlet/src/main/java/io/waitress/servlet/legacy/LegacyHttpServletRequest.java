package io.waitress.servlet.legacy;

import jakarta.servlet.http.HttpServletRequest;

/** A request of an application that was made for {@code javax.servlet.http.HttpServletRequest}. */
public interface LegacyHttpServletRequest extends HttpServletRequest, LegacyServletRequest {

    /**
     * Tells whether the session's identifier came by the URL.
     *
     * @return as {@link #isRequestedSessionIdFromURL()}
     */
    default boolean isRequestedSessionIdFromUrl() {
        return isRequestedSessionIdFromURL();
    }
}

package io.waitress.servlet.legacy;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A response of an application that was made for {@code javax.servlet.http.HttpServletResponse}. */
public interface LegacyHttpServletResponse extends HttpServletResponse, ReasonPhrase {

    /**
     * Puts the session's identifier into a URL if needed.
     *
     * @param url the URL
     * @return as {@link #encodeURL}
     */
    default String encodeUrl(String url) {
        return encodeURL(url);
    }

    /**
     * Puts the session's identifier into the URL of a redirect if needed.
     *
     * @param url the URL
     * @return as {@link #encodeRedirectURL}
     */
    default String encodeRedirectUrl(String url) {
        return encodeRedirectURL(url);
    }

    @Override
    default void setStatus(int status, String reason) {
        setStatus(status);
    }

    @Override
    default void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (clearBuffer) {
            resetBuffer();
        }
        setStatus(status);
        setHeader("Location", location);
    }
}

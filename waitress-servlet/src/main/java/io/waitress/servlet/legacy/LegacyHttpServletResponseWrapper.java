package io.waitress.servlet.legacy;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** The superclass of legacy wrappers of HTTP responses. */
public class LegacyHttpServletResponseWrapper extends HttpServletResponseWrapper implements LegacyHttpServletResponse {

    /**
     * Wraps.
     *
     * @param response what is wrapped
     */
    public LegacyHttpServletResponseWrapper(HttpServletResponse response) {
        super(response);
    }

    private HttpServletResponse wrapped() {
        return (HttpServletResponse) getResponse();
    }

    @Override
    public String encodeUrl(String url) {
        return Removed.encodeUrl(wrapped(), url);
    }

    @Override
    public String encodeRedirectUrl(String url) {
        return Removed.encodeRedirectUrl(wrapped(), url);
    }

    @Override
    public void setStatus(int status, String reason) {
        Removed.setStatus(wrapped(), status, reason);
    }
}

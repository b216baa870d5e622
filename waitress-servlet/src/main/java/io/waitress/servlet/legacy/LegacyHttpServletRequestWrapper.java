package io.waitress.servlet.legacy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** The superclass of legacy wrappers of HTTP requests. */
public class LegacyHttpServletRequestWrapper extends HttpServletRequestWrapper implements LegacyHttpServletRequest {

    /**
     * Wraps.
     *
     * @param request what is wrapped
     */
    public LegacyHttpServletRequestWrapper(HttpServletRequest request) {
        super(request);
    }

    @Override
    public String getRealPath(String path) {
        return Removed.getRealPath(getRequest(), path);
    }

    @Override
    public boolean isRequestedSessionIdFromUrl() {
        return Removed.isRequestedSessionIdFromUrl((HttpServletRequest) getRequest());
    }
}

package io.waitress.servlet.legacy;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;

/** The superclass of legacy wrappers of requests. */
public class LegacyServletRequestWrapper extends ServletRequestWrapper implements LegacyServletRequest {

    /**
     * Wraps.
     *
     * @param request what is wrapped
     */
    public LegacyServletRequestWrapper(ServletRequest request) {
        super(request);
    }

    @Override
    public String getRealPath(String path) {
        return Removed.getRealPath(getRequest(), path);
    }

}

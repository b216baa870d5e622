package io.waitress.servlet.legacy;

import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletRequest;

/** A request of an application that was made for {@code javax.servlet.ServletRequest}. */
public interface LegacyServletRequest extends ServletRequest {

    /**
     * Returns the file of a path of the application.
     *
     * @param path the path
     * @return the file's name, or null
     */
    default String getRealPath(String path) {
        return getServletContext().getRealPath(path);
    }

    @Override
    default String getRequestId() {
        return "";
    }

    @Override
    default String getProtocolRequestId() {
        return "";
    }

    @Override
    default ServletConnection getServletConnection() {
        return null;
    }
}

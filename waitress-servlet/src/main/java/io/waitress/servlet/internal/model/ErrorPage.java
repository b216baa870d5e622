package io.waitress.servlet.internal.model;

import java.util.Objects;

/**
 * One error page (Servlet 6.1, section 10.9.2): by status, by exception, or, with neither, for every error.
 *
 * @param status the status, or 0
 * @param exceptionType the exception's class name, or null
 * @param location a path inside the application, beginning with a slash
 */
public record ErrorPage(int status, String exceptionType, String location) {

    public ErrorPage {
        Objects.requireNonNull(location, "location");
        if (!location.startsWith("/")) {
            throw new IllegalArgumentException("error page location must begin with '/': '" + location + "'");
        }
        if (status != 0 && exceptionType != null) {
            throw new IllegalArgumentException("error page " + location + " names both status " + status
                    + " and exception " + exceptionType + "; expected one of them");
        }
        if (status != 0 && (status < 100 || status > 599)) {
            throw new IllegalArgumentException("error page " + location + " names status " + status
                    + "; expected 100 to 599");
        }
    }

    public static ErrorPage ofStatus(int status, String location) {
        return new ErrorPage(status, null, location);
    }

    public static ErrorPage ofException(String type, String location) {
        return new ErrorPage(0, Objects.requireNonNull(type, "type"), location);
    }

    public static ErrorPage ofAny(String location) {
        return new ErrorPage(0, null, location);
    }
}

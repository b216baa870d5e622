package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ErrorPage;
import jakarta.servlet.ServletException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The declared error pages of a context (Servlet 6.1, section 10.9.2). Immutable. */
final class ErrorPages {

    private final Map<Integer, String> byStatus = new HashMap<>();
    private final Map<String, String> byType = new HashMap<>();
    private final String forAny;

    /**
     * A page for an exception.
     *
     * @param location its path
     * @param exception the exception that the page was declared for: the one thrown, or its root cause
     */
    record Match(String location, Throwable exception) {
    }

    /**
     * Takes the declarations over.
     *
     * @throws IllegalArgumentException if two of them name the same status or exception
     */
    ErrorPages(List<ErrorPage> pages) {
        String any = null;
        for (ErrorPage page : pages) {
            String other;
            if (page.status() != 0) {
                other = byStatus.putIfAbsent(page.status(), page.location());
            } else if (page.exceptionType() != null) {
                other = byType.putIfAbsent(page.exceptionType(), page.location());
            } else {
                other = any;
                any = page.location();
            }
            if (other != null && !other.equals(page.location())) {
                throw new IllegalArgumentException("error pages " + other + " and " + page.location()
                        + " are declared for the same " + (page.status() != 0 ? "status " + page.status()
                        : page.exceptionType() != null ? "exception " + page.exceptionType() : "kind: any error"));
            }
        }
        forAny = any;
    }

    /** Returns the location of the page for a status, or null if there is none. */
    String forStatus(int status) {
        return byStatus.getOrDefault(status, forAny);
    }

    /** Returns the page declared for the closest class of an exception or of its root cause, or null. */
    Match forException(Throwable thrown) {
        if (byType.isEmpty()) {
            return null;
        }
        String location = closest(thrown);
        if (location != null) {
            return new Match(location, thrown);
        }
        if (thrown instanceof ServletException wrapper && wrapper.getRootCause() != null) {
            location = closest(wrapper.getRootCause());
            return location == null ? null : new Match(location, wrapper.getRootCause());
        }
        return null;
    }

    private String closest(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            String location = byType.get(type.getName());
            if (location != null) {
                return location;
            }
        }
        return null;
    }
}

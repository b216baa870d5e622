package io.waitress.servlet.internal.files;

import io.waitress.core.http.HttpDate;
import io.waitress.servlet.internal.text.EntityTag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;

/** Evaluates the conditions of a GET or HEAD request in the order of RFC 9110, section 13.2.2. */
final class Preconditions {

    enum Outcome { PROCEED, NOT_MODIFIED, FAILED }

    private final HttpServletRequest request;
    private final EntityTag entityTag;
    private final long lastModified;
    private final boolean strong;

    Preconditions(HttpServletRequest request, Representation representation) {
        this.request = request;
        this.entityTag = representation.entityTag();
        this.lastModified = representation.lastModifiedMillis();
        this.strong = representation.strong();
    }

    Outcome evaluate() {
        String ifMatch = list("If-Match");
        if (ifMatch != null) {
            if (!anyMatches(ifMatch, true)) {
                return Outcome.FAILED;
            }
        } else {
            long unmodifiedSince = date("If-Unmodified-Since");
            if (unmodifiedSince >= 0 && lastModified > unmodifiedSince) {
                return Outcome.FAILED;
            }
        }
        String ifNoneMatch = list("If-None-Match");
        if (ifNoneMatch != null) {
            return anyMatches(ifNoneMatch, false) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
        }
        long modifiedSince = date("If-Modified-Since");
        boolean unchanged = modifiedSince >= 0 && lastModified > 0 && lastModified <= modifiedSince;
        return unchanged ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /** Tells whether a {@code Range} may be obeyed: no {@code If-Range}, or one that holds (section 13.1.5). */
    boolean rangeAllowed() {
        String ifRange = request.getHeader("If-Range");
        if (ifRange == null) {
            return true;
        }
        EntityTag tag = EntityTag.parse(ifRange);
        if (tag != null) {
            return entityTag != null && entityTag.matchesStrongly(tag);
        }
        return strong && lastModified > 0 && HttpDate.parse(ifRange.strip()) == lastModified;
    }

    private boolean anyMatches(String field, boolean strongly) {
        if (field.strip().equals("*")) {
            return true;
        }
        if (entityTag == null) {
            return false;
        }
        for (EntityTag tag : EntityTag.parseList(field)) {
            if (strongly ? entityTag.matchesStrongly(tag) : entityTag.matchesWeakly(tag)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the values of a list field joined into one, or null if the request does not have it. */
    private String list(String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values.hasMoreElements() ? String.join(",", Collections.list(values)) : null;
    }

    /** Returns the time in a field, or -1 if there is none or more than one, or it is no date. */
    private long date(String name) {
        String field = list(name);
        return field == null ? -1 : HttpDate.parse(field.strip());
    }
}

package io.waitress.servlet.internal.security;

import java.util.ArrayList;
import java.util.List;

/** What requests to one path must fulfil. Immutable; safe from any thread. */
public final class Protection {

    private final List<PatternAccess> patterns;

    Protection(PatternAccess pattern) {
        this(List.of(pattern));
    }

    private Protection(List<PatternAccess> patterns) {
        this.patterns = patterns;
    }

    /**
     * Returns what a request must fulfil that leads from one path to another.
     *
     * @param one of the first path, or null if anybody may ask for it
     * @param other of the second path, or null
     * @return of both, or null
     */
    public static Protection both(Protection one, Protection other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        List<PatternAccess> all = new ArrayList<>(one.patterns);
        all.addAll(other.patterns);
        return new Protection(all);
    }

    /** Returns what a request with a method must fulfil. */
    public Access of(String method) {
        Access access = patterns.get(0).of(method);
        for (int i = 1; i < patterns.size(); i++) {
            access = access.and(patterns.get(i).of(method));
        }
        return access;
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.SecurityConstraint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which servlet owns which URL pattern. Used by the thread that starts the context; only read afterwards. */
final class ServletMappings {

    private final Map<UrlPattern, String> owners = new LinkedHashMap<>();
    private final Set<UrlPattern> yielding = new HashSet<>();
    private final Set<UrlPattern> constrained = new HashSet<>();

    /** Creates mappings without an entry, knowing the patterns for which the descriptor has constraints. */
    ServletMappings(List<SecurityConstraint> constraints) {
        for (SecurityConstraint constraint : constraints) {
            for (SecurityConstraint.Resources resources : constraint.resources()) {
                resources.patterns().forEach(pattern -> constrained.add(UrlPattern.of(pattern, true)));
            }
        }
    }

    /**
     * Adds the patterns of a declared servlet.
     *
     * @throws IllegalArgumentException if one belongs to another servlet (Servlet 6.1, section 12.2)
     */
    void declare(String servlet, List<String> patterns) {
        for (String text : patterns) {
            String owner = claim(UrlPattern.of(text, true), servlet);
            if (owner != null && !owner.equals(servlet)) {
                throw new IllegalArgumentException("URL pattern '" + text + "' is mapped to both servlet '" + owner
                        + "' and servlet '" + servlet + "'");
            }
        }
    }

    /** Adds patterns that a servlet has only as long as no other asks for them. */
    void provide(String servlet, List<String> patterns) {
        for (String text : patterns) {
            UrlPattern pattern = UrlPattern.of(text, true);
            if (owners.putIfAbsent(pattern, servlet) == null) {
                yielding.add(pattern);
            }
        }
    }

    /** Returns whose the pattern is and stays, or null if it was free. */
    private String claim(UrlPattern pattern, String servlet) {
        if (yielding.remove(pattern)) {
            owners.remove(pattern);
        }
        return owners.putIfAbsent(pattern, servlet);
    }

    /** Adds patterns, unless one belongs to another servlet; returns those that do. */
    Set<String> add(String servlet, List<UrlPattern> patterns) {
        Set<String> taken = new LinkedHashSet<>();
        for (UrlPattern pattern : patterns) {
            String owner = owners.get(pattern);
            if (owner != null && !owner.equals(servlet) && !yielding.contains(pattern)) {
                taken.add(pattern.text());
            }
        }
        if (taken.isEmpty()) {
            patterns.forEach(pattern -> claim(pattern, servlet));
        }
        return taken;
    }

    /** Returns a servlet's patterns, in order. */
    List<String> of(String servlet) {
        List<String> patterns = new ArrayList<>();
        for (Map.Entry<UrlPattern, String> owned : owners.entrySet()) {
            if (owned.getValue().equals(servlet)) {
                patterns.add(owned.getKey().text());
            }
        }
        return patterns;
    }

    /** Returns those patterns of a servlet for which the descriptor has a constraint of its own. */
    Set<String> constrained(String servlet) {
        Set<String> patterns = new LinkedHashSet<>();
        owners.forEach((pattern, owner) -> {
            if (owner.equals(servlet) && constrained.contains(pattern)) {
                patterns.add(pattern.text());
            }
        });
        return patterns;
    }

    Map<UrlPattern, String> owners() {
        return owners;
    }
}

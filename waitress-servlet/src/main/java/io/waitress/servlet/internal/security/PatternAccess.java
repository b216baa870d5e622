package io.waitress.servlet.internal.security;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What requests to one URL pattern must fulfil, by method. Immutable.
 *
 * @param byMethod for the methods that constraints name
 * @param others for all others
 * @param uncovered says which methods no constraint covers; null if all are covered
 */
record PatternAccess(Map<String, Access> byMethod, Access others, String uncovered) {

    PatternAccess {
        byMethod = Map.copyOf(byMethod);
    }

    /**
     * Combines all constraints on one pattern.
     *
     * @param denyUncovered whether methods that none covers are refused
     */
    static PatternAccess of(List<Rule> rules, boolean denyUncovered) {
        Set<String> named = new TreeSet<>();
        for (Rule rule : rules) {
            named.addAll(rule.methods());
            named.addAll(rule.omitted());
        }
        Access ofUncovered = denyUncovered ? Access.DENIED : Access.FREE;
        Map<String, Access> byMethod = new HashMap<>();
        List<String> covered = new ArrayList<>();
        List<String> uncovered = new ArrayList<>();
        for (String method : named) {
            Access access = combined(rules, rule -> rule.covers(method));
            byMethod.put(method, access == null ? ofUncovered : access);
            (access == null ? uncovered : covered).add(method);
        }
        Access others = combined(rules, Rule::coversUnnamed);
        String said = null;
        if (others == null) {
            said = "all but " + String.join(", ", covered);
        } else if (!uncovered.isEmpty()) {
            said = String.join(", ", uncovered);
        }
        return new PatternAccess(byMethod, others == null ? ofUncovered : others, said);
    }

    private static Access combined(List<Rule> rules, Predicate<Rule> covers) {
        Combination combination = new Combination();
        rules.stream().filter(covers).forEach(combination::add);
        return combination.access();
    }

    Access of(String method) {
        return byMethod.getOrDefault(method, others);
    }
}

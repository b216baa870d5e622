package io.waitress.servlet.internal.security;

import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what {@code @ServletSecurity} or {@code setServletSecurity} says of a servlet as constraints on each of its
 * patterns (Servlet 6.1, sections 13.4.1.2 and 13.4.1.3). The role {@code *} is one like others there. Stateless.
 */
final class ServletConstraints {

    private ServletConstraints() {
    }

    static List<Rule> rules(ServletSecurityElement element, DeclaredRoles roles) {
        List<Rule> rules = new ArrayList<>();
        for (HttpMethodConstraintElement constraint : element.getHttpMethodConstraints()) {
            rules.add(rule(constraint, Set.of(constraint.getMethodName()), Set.of(), roles));
        }
        if (!isDefault(element)) {
            rules.add(rule(element, Set.of(), new LinkedHashSet<>(element.getMethodNames()), roles));
        }
        return rules;
    }

    /** A constraint that says nothing is none: it must not open what another one protects. */
    private static boolean isDefault(HttpConstraintElement constraint) {
        return constraint.getRolesAllowed().length == 0
                && constraint.getEmptyRoleSemantic() == EmptyRoleSemantic.PERMIT
                && constraint.getTransportGuarantee() == TransportGuarantee.NONE;
    }

    private static Rule rule(HttpConstraintElement constraint, Set<String> methods, Set<String> omitted,
            DeclaredRoles declared) {
        Set<String> roles = new LinkedHashSet<>(List.of(constraint.getRolesAllowed()));
        boolean said = !roles.isEmpty() || constraint.getEmptyRoleSemantic() == EmptyRoleSemantic.DENY;
        return new Rule(methods, omitted, declared.audience(said ? roles : null), roles,
                constraint.getTransportGuarantee() == TransportGuarantee.CONFIDENTIAL);
    }
}

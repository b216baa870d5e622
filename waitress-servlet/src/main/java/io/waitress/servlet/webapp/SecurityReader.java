package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.SecurityConstraint.Resources;
import io.waitress.servlet.internal.model.SecurityConstraint.Transport;
import io.waitress.servlet.internal.model.SecuritySettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads constraints, roles and the login. */
final class SecurityReader {

    private static final Set<String> METHODS = Set.of("BASIC", "DIGEST", "FORM", "CLIENT-CERT");

    private final List<SecurityConstraint> constraints = new ArrayList<>();
    private final Set<String> roles = new LinkedHashSet<>();
    private LoginSettings login;
    private boolean denyUncoveredMethods;

    SecuritySettings settings() {
        return new SecuritySettings(constraints, roles, login, denyUncoveredMethods);
    }

    void denyUncoveredMethods() {
        denyUncoveredMethods = true;
    }

    void role(XmlElement element) {
        roles.add(element.allow("role-name").requiredValue("role-name"));
    }

    void login(XmlElement element, DescriptorPaths paths) {
        element.allow("auth-method", "realm-name", "form-login-config");
        XmlElement form = element.only("form-login-config");
        String loginPage = null;
        String errorPage = null;
        if (form != null) {
            form.allow("form-login-page", "form-error-page");
            loginPage = paths.path(form.required("form-login-page"));
            errorPage = paths.path(form.required("form-error-page"));
        }
        String method = element.optionalValue("auth-method");
        if (method != null && !METHODS.contains(method)) {
            throw element.error("<auth-method> is '" + method + "'; expected BASIC, DIGEST, FORM or CLIENT-CERT");
        }
        if ("FORM".equals(method) && form == null) {
            throw element.error("<auth-method> is FORM, but there is no <form-login-config>");
        }
        login = new LoginSettings(method, element.optionalValue("realm-name"), loginPage, errorPage);
    }

    void constraint(XmlElement element) {
        element.allow("web-resource-collection", "auth-constraint", "user-data-constraint");
        List<Resources> resources = new ArrayList<>();
        for (XmlElement collection : element.all("web-resource-collection")) {
            resources.add(resources(collection));
        }
        if (resources.isEmpty()) {
            throw element.error(element.tag() + " lacks <web-resource-collection>");
        }
        constraints.add(new SecurityConstraint(displayName(element), resources,
                allowedRoles(element.only("auth-constraint")), transport(element.only("user-data-constraint"))));
    }

    private static String displayName(XmlElement element) {
        List<XmlElement> names = element.all("display-name");
        return names.isEmpty() ? null : names.get(0).text();
    }

    private static Resources resources(XmlElement element) {
        element.allow("web-resource-name", "url-pattern", "http-method", "http-method-omission");
        Set<String> methods = new LinkedHashSet<>(element.values("http-method"));
        Set<String> omitted = new LinkedHashSet<>(element.values("http-method-omission"));
        if (!methods.isEmpty() && !omitted.isEmpty()) {
            throw element.error(element.tag()
                    + " has both <http-method> and <http-method-omission>; expected one of them");
        }
        // without its slash a pattern would protect nothing: it gets one in every version
        return new Resources(element.optionalValue("web-resource-name"),
                new DescriptorPaths(true).patterns(element), methods, omitted);
    }

    private static Set<String> allowedRoles(XmlElement element) {
        return element == null ? null : new LinkedHashSet<>(element.allow("role-name").values("role-name"));
    }

    private static Transport transport(XmlElement element) {
        return element == null
                ? Transport.NONE
                : element.allow("transport-guarantee").required("transport-guarantee").constant(Transport.class);
    }
}

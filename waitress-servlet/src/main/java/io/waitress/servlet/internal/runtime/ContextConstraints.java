package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.internal.model.SecuritySettings;
import io.waitress.servlet.internal.security.ConstraintTable;
import io.waitress.servlet.internal.security.DeclaredRoles;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiles the constraints of a context that has some, and tells its deployer what they leave open. Stateless. */
final class ContextConstraints {

    private static final Logger LOG = LoggerFactory.getLogger(ContextConstraints.class);

    private ContextConstraints() {
    }

    /** Compiles what the descriptor, annotations and registrations say, once nothing more can be registered. */
    static ConstraintTable compile(ServletContextImpl context) {
        SecuritySettings declared = context.model().security();
        ConstraintTable table = ConstraintTable.of(declared, context.components().servletDefinitions(),
                new DeclaredRoles(context.roles()));
        String path = context.getContextPath().isEmpty() ? "/" : context.getContextPath();
        List<String> uncovered = table.uncovered();
        if (!uncovered.isEmpty() && declared.denyUncoveredMethods()) {
            LOG.info("The security constraints of the application at '{}' do not cover these methods, which are denied: "
                    + "{}", path, String.join("; ", uncovered));
        } else if (!uncovered.isEmpty()) {
            LOG.warn("The security constraints of the application at '{}' do not cover these methods, which are open to "
                    + "anybody unless there is <deny-uncovered-http-methods/>: {}", path,
                    String.join("; ", uncovered));
        }
        if (table.needsUsers() && !asksForLogin(declared.login())) {
            LOG.warn("The application at '{}' has pages for users only, but says in no <login-config> how users log in: "
                    + "they answer 403", path);
        }
        return table;
    }

    /** Tells whether users can be asked to log in. */
    static boolean asksForLogin(LoginSettings login) {
        return login != null && login.method() != null;
    }
}

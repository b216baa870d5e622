package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.session.FileSessionStore;
import io.waitress.servlet.internal.session.SessionCodec;
import io.waitress.servlet.internal.session.SessionManager;
import io.waitress.servlet.security.User;
import io.waitress.servlet.spi.SessionStore;
import java.io.Serializable;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Set;

/** Sessions of a context that outlive it: in a store until the next start, or in the next version of its application. */
public final class KeptSessions {

    private KeptSessions() {
    }

    /** Returns a store of files. */
    public static SessionStore files(Path folder) {
        return new FileSessionStore(folder);
    }

    /** Restores and keeps the sessions of a context in the store that there is. Called while it starts, inside of it. */
    static void begin(ServletContextImpl context, SessionManager former) {
        context.sessions().keepIn(context.environment().options().sessionStore(), codec(context),
                context.model().contextPath(), former);
    }

    /** Gives one version of an application what sessions another has. */
    static int carryOver(ServletContextImpl from, ServletContextImpl to) {
        return to.sessions().carryOver(from.sessions(), codec(from), codec(to));
    }

    private static SessionCodec codec(ServletContextImpl context) {
        return new SessionCodec(context.getContextPath(), context.environment().classLoader(), new Logins());
    }

    /**
     * What a login needs again after a restart: the user's name, the principal if it can be serialised, the roles, how
     * they have logged in, and for whom the session has its id. A request that the login has interrupted is not kept.
     */
    private static final class Logins implements SessionCodec.LoginCodec {

        @Override
        public Serializable write(Object login) {
            if (!(login instanceof SessionLogin kept) || kept.caller() == null
                    || !(kept.caller().inRole() instanceof GrantedRoles roles)) {
                return null;
            }
            Principal principal = kept.caller().principal();
            return new Object[] {principal.getName(), principal instanceof Serializable ? principal : null,
                roles.names().toArray(new String[0]), kept.caller().authType(), kept.guarded()};
        }

        @Override
        public Object read(Object written) {
            if (!(written instanceof Object[] parts) || parts.length != 5 || !(parts[0] instanceof String name)
                    || !(parts[2] instanceof String[] roles) || !(parts[3] instanceof String authType)) {
                return null;
            }
            Principal principal = parts[1] instanceof Principal own ? own : User.of(name, Set.of()).principal();
            return new SessionLogin(new Caller(principal, authType, new GrantedRoles(Set.of(roles))),
                    parts[4] instanceof String guarded ? guarded : null, null);
        }
    }
}

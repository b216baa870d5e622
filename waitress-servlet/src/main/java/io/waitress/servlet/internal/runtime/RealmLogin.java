package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.internal.security.Challenges;
import io.waitress.servlet.internal.security.LoginCheck;
import io.waitress.servlet.internal.security.LoginOutcome;
import io.waitress.servlet.internal.session.HttpSessionImpl;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins of the users of a realm. The session remembers who has logged in by a form or by the application; clients that
 * authenticate each request do so with each request. A session that was there before its user logged in gets a new id,
 * so that nobody else knows it (session fixation). It is always the session of the application that the request came
 * to, wherever it was dispatched. Safe from any thread.
 */
final class RealmLogin implements Login {

    private static final Logger LOG = LoggerFactory.getLogger(RealmLogin.class);

    private final LoginCheck check;
    private final Authenticator authenticator;
    private final FormAuthenticator form;   // the same, or null if it is another

    private RealmLogin(LoginCheck check, Authenticator authenticator) {
        this.check = check;
        this.authenticator = authenticator;
        form = authenticator instanceof FormAuthenticator found ? found : null;
    }

    /**
     * Returns the mechanism that an application asks for.
     *
     * @throws ServletException if there is none of that name
     */
    static Login of(ServletContextImpl context) throws ServletException {
        LoginSettings settings = context.model().security().login();
        Realm realm = context.model().realm();
        String method = settings == null ? null : settings.method();
        if (method == null && realm == null) {
            return NONE;
        }
        String path = context.getContextPath();
        LoginCheck check = new LoginCheck(realm, path);
        if (method == null) {
            return new RealmLogin(check, new ProgrammaticAuthenticator());
        }
        warn(method, realm, path);
        String realmName = Challenges.realmName(settings.realm(), path);
        return new RealmLogin(check, switch (method) {
            case "BASIC" -> new BasicAuthenticator(check, realmName);
            case "DIGEST" -> new DigestAuthenticator(check, realmName);
            case "FORM" -> new FormAuthenticator(context, check, settings);
            case "CLIENT-CERT" -> new CertificateAuthenticator(check);
            default -> throw new ServletException("The login method '" + method
                    + "' is unknown; expected BASIC, DIGEST, FORM or CLIENT-CERT");
        });
    }

    private static void warn(String method, Realm realm, String path) {
        String shown = path.isEmpty() ? "/" : path;
        if (realm == null) {
            LOG.warn("The application at '{}' wants logins ({}), but has no users: all will be refused. Give it some by"
                    + " --users=FILE, or by a realm", shown, method);
        } else if (method.equals("DIGEST") && !realm.supportsDigest()) {
            LOG.warn("The application at '{}' wants DIGEST logins, but its realm ({}) keeps no passwords that DIGEST"
                    + " can use: all will be refused", shown, realm);
        }
    }

    /**
     * Returns the address that failures are counted for, or null for a client of the same machine: that is a proxy that
     * does not tell whose requests it forwards.
     */
    static String address(ServletRequestImpl request) {
        return request.exchange().connection().remoteAddress() instanceof InetSocketAddress address
                && (address.isUnresolved() || !address.getAddress().isLoopbackAddress())
                ? Addresses.address(address)
                : null;
    }

    @Override
    public boolean addressed(String path) {
        return form != null && form.addressed(path);
    }

    @Override
    public boolean identify(ServletRequestImpl request, HttpServletResponse response)
            throws IOException, ServletException {
        if (addressed(request.target().route().path())) {
            form.check(request, response);
            return false;
        }
        HttpSessionImpl session = request.ownSession();
        if (session != null) {
            SessionLogin remembered = SessionLogin.of(session);
            // looked at after the login was: a login gives a session its new id before it is remembered
            if (remembered.caller() != null && request.ownSessions().knowsId()) {
                request.caller(remembered.caller());
                if (remembered.saved() != null) {
                    form.restore(request, session);
                }
            }
        }
        return true;
    }

    @Override
    public boolean authenticate(ServletRequestImpl request, HttpServletResponse response)
            throws IOException, ServletException {
        if (response.isCommitted()) {
            throw new IllegalStateException("authenticate after the response was committed");
        }
        User user = authenticator.authenticate(request, response);
        if (user == null) {
            return false;
        }
        guard(request, user.name());
        request.caller(caller(user));
        return true;
    }

    /** Gives the session of a user who shows credentials with each request a new id, once. */
    private static void guard(ServletRequestImpl request, String user) {
        HttpSessionImpl session = request.ownSession();
        if (session == null || user.equals(SessionLogin.of(session).guarded())) {
            return;
        }
        RequestSession own = request.ownSessions();
        boolean first = own.knowsId()
                && !user.equals(SessionLogin.change(session, before -> before.withGuarded(user)).guarded());
        if (first ? !own.changeKnownId() : !user.equals(SessionLogin.of(session).guarded())) {
            own.release();
        }
    }

    /**
     * Gives the session of a request to a user, with a new id, or returns null if there is none. If another request has
     * changed the id since this one came, that one's user has the session: only the same user gets it again.
     */
    static HttpSessionImpl takeOver(ServletRequestImpl request, String user) {
        HttpSessionImpl session = request.ownSession();
        if (session == null || request.ownSessions().changeKnownId()) {
            return session;
        }
        if (user.equals(SessionLogin.of(session).guarded())) {
            request.ownSessions().changeId();
            return session;
        }
        request.ownSessions().release();
        return null;
    }

    private Caller caller(User user) {
        return new Caller(user.principal(), authenticator.authType(), new GrantedRoles(user.roles()));
    }

    @Override
    public Caller login(ServletRequestImpl request, String name, String password) throws ServletException {
        if (!authenticator.passwords()) {
            throw new ServletException("The login mechanism " + authenticator.authType() + " takes no passwords");
        }
        if (name == null || password == null) {
            throw new ServletException("A login needs a name and a password");
        }
        LoginOutcome outcome;
        try {
            outcome = check.password(name, password, address(request));
        } catch (IOException e) {
            throw new ServletException("The user cannot be looked up", e);
        }
        if (outcome instanceof LoginOutcome.Delayed delayed) {
            throw new ServletException("Too many logins have failed; the next attempt counts in " + delayed.seconds()
                    + " s");
        }
        if (outcome instanceof LoginOutcome.Accepted accepted) {
            Caller caller = caller(accepted.user());
            remember(request, caller);
            return caller;
        }
        throw new ServletException("Wrong name or password");
    }

    /** A session whose new id the client would not get remembers nothing; the login is for this request only then. */
    private void remember(ServletRequestImpl request, Caller caller) {
        if (request.response().isCommitted()) {
            return;
        }
        HttpSessionImpl session = takeOver(request, caller.principal().getName());
        if (session == null && !authenticator.remembers()) {
            return;
        }
        if (session == null) {
            session = request.ownSessions().get(true);
        }
        SessionLogin.change(session, before -> before.withCaller(caller));
    }

    @Override
    public void logout(ServletRequestImpl request) {
        HttpSessionImpl session = request.ownSession();
        if (session != null) {
            SessionLogin.change(session, before -> null);
        }
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.internal.security.LoginCheck;
import io.waitress.servlet.internal.security.LoginOutcome;
import io.waitress.servlet.internal.security.Protection;
import io.waitress.servlet.internal.session.HttpSessionImpl;
import io.waitress.servlet.internal.text.UrlEncoding;
import io.waitress.servlet.security.User;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * FORM (Servlet 6.1, section 13.6.3).
 *
 * <pre>
 *   protected page ──save the request──► login page ──j_security_check──┬─wrong──► error page
 *         ▲                                                             │ right: the session gets a new id
 *         └──────── 303; the saved request takes the place ◄────────────┘
 * </pre>
 *
 * <p>A form that is posted without a saved request leads to the root of the application, as does a saved request whose
 * content had to be dropped. The client is sent to a path of this server only, whatever it has sent itself.
 */
final class FormAuthenticator implements Authenticator {

    private static final String ACTION = "/j_security_check";
    private static final String NO_STORE = "no-store";
    private static final int TOO_MANY_REQUESTS = 429;

    private final ServletContextImpl context;
    private final LoginCheck check;
    private final LoginSettings settings;
    private final SavedRequests savedRequests = new SavedRequests();
    private final HttpsRedirect https = new HttpsRedirect();

    FormAuthenticator(ServletContextImpl context, LoginCheck check, LoginSettings settings) {
        this.context = context;
        this.check = check;
        this.settings = settings;
    }

    @Override
    public String authType() {
        return HttpServletRequest.FORM_AUTH;
    }

    @Override
    public boolean remembers() {
        return true;
    }

    // ---- the protected page ----

    @Override
    public User authenticate(ServletRequestImpl request, HttpServletResponse response)
            throws IOException, ServletException {
        if (!request.isSecure() && pageNeedsHttps()) {
            https.answer(request, response);
        } else if (save(request)) {
            show(settings.loginPage(), request, response);
        } else {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "A login is needed first, and "
                    + SavedRequests.MAX_BODY_BYTES + " bytes are the most that can be kept until then");
        }
        return null;
    }

    /** Tells whether clients that asked for the login page would be sent to HTTPS, so that no password comes in plain. */
    private boolean pageNeedsHttps() {
        Protection page = context.router().protection(settings.loginPage());
        return page != null && page.of("GET").confidential();
    }

    /**
     * Saves the request; false if it is too long. Not one for the login page itself, nor one whose content is still on
     * its way: who has not logged in must not make a worker wait for it.
     */
    private boolean save(ServletRequestImpl request) throws IOException {
        String path = request.target().origin().route().path();
        if (path.equals(path(settings.loginPage())) || path.equals(path(settings.errorPage()))
                || request.exchange().body().streamed()) {
            return true;
        }
        byte[] body = request.content().untouched()
                ? request.content().parse().readNBytes(SavedRequests.MAX_BODY_BYTES + 1)
                : new byte[0];
        if (body.length > SavedRequests.MAX_BODY_BYTES) {
            return false;
        }
        SavedRequest saved = new SavedRequest(request, body);
        savedRequests.add(saved);
        SavedRequest before =
                SessionLogin.change(request.ownSessions().get(true), login -> login.withSaved(saved)).saved();
        if (before != null) {
            savedRequests.remove(before);
        }
        return true;
    }

    private static String path(String page) {
        int question = page.indexOf('?');
        return question < 0 ? page : page.substring(0, question);
    }

    /** Pages are got, and nobody may keep them: they stand at the place of another page, or of a login. */
    private void show(String page, ServletRequestImpl request, HttpServletResponse response)
            throws IOException, ServletException {
        RequestDispatcher dispatcher = context.getRequestDispatcher(page);
        if (dispatcher == null) {
            throw new ServletException("The login cannot go on to '" + page + "', which is no valid path");
        }
        response.setHeader("Cache-Control", NO_STORE);
        String method = request.getMethod();
        request.method("GET");
        try {
            dispatcher.forward(request, response);
        } finally {
            request.method(method);
        }
    }

    // ---- the form ----

    /** Tells whether a request is a login form that was filled in, at whatever depth the login page was. */
    boolean addressed(String path) {
        return path.endsWith(ACTION);
    }

    /**
     * Answers a login form. Who only looks at its address is led into the application. What is in the query does not
     * count: addresses are logged on their way, and kept by browsers.
     */
    void check(ServletRequestImpl request, HttpServletResponse response) throws IOException, ServletException {
        if (!request.getMethod().equals("POST")) {
            redirect(root(), request, response);
            return;
        }
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding("UTF-8");
        }
        String name = request.formField("j_username");
        String password = request.formField("j_password");
        LoginOutcome outcome = name == null || password == null
                ? new LoginOutcome.Refused()
                : check.password(name, password, RealmLogin.address(request));
        if (outcome instanceof LoginOutcome.Accepted accepted) {
            User user = accepted.user();
            accept(new Caller(user.principal(), authType(), new GrantedRoles(user.roles())), request, response);
            return;
        }
        if (outcome instanceof LoginOutcome.Delayed delayed) {
            response.setStatus(TOO_MANY_REQUESTS);
            response.setIntHeader("Retry-After", delayed.seconds());
        }
        show(settings.errorPage(), request, response);
    }

    private void accept(Caller caller, ServletRequestImpl request, HttpServletResponse response) {
        SavedRequest saved = null;
        HttpSessionImpl session = RealmLogin.takeOver(request, caller.principal().getName());
        if (session != null) {
            SessionLogin before = SessionLogin.of(session);
            saved = before.saved();
            if (before.caller() != null && !before.caller().principal().equals(caller.principal())) {
                session.invalidate();   // what it holds belongs to somebody else, and so does what that one has posted
                session = null;
                if (saved != null) {
                    savedRequests.remove(saved);
                    saved = null;
                }
            }
        }
        if (session == null) {
            session = request.ownSessions().get(true);
        }
        SavedRequest.Saved page = saved == null ? null : saved.saved();
        SavedRequest kept = page != null && page.moreThanPlace() ? saved : null;
        if (kept != null) {
            kept.loggedIn();
        } else if (saved != null) {
            savedRequests.remove(saved);
        }
        SessionLogin.change(session, login -> login.withCaller(caller).withSaved(kept));
        redirect(page == null ? root() : page.uri(), request, response);
    }

    private String root() {
        return UrlEncoding.encodePath(context.getContextPath()) + '/';
    }

    /** Names the server itself: two slashes at the beginning of a path would name another. */
    private static void redirect(String path, ServletRequestImpl request, HttpServletResponse response) {
        boolean old = request.getProtocol().equals("HTTP/1.0");
        response.setStatus(old ? HttpServletResponse.SC_FOUND : HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Cache-Control", NO_STORE);
        String location = RedirectLocation.server(request) + path;
        response.setHeader("Location",
                request.isRequestedSessionIdFromURL() ? request.ownSessions().encode(location) : location);
    }

    // ---- the page again ----

    /** Puts the saved request into the place of the one with which its client has come back. */
    void restore(ServletRequestImpl request, HttpSessionImpl session) {
        SavedRequest kept = SessionLogin.of(session).saved();
        SavedRequest.Saved saved = kept == null ? null : kept.saved();
        boolean usable = saved != null && !kept.expired();
        if (kept == null || usable && !saved.askedForBy(request)) {
            return;
        }
        SessionLogin before = SessionLogin.change(session,
                login -> login.saved() == kept ? login.withSaved(null) : login);
        savedRequests.remove(kept);
        if (usable && before.saved() == kept) {
            request.restore(new RestoredExchange(request.exchange(), saved));
        }
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.security.Access;
import io.waitress.servlet.internal.security.Protection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets requests that arrive pass to filters and servlets, or answers them (Servlet 6.1, section 13.8.3). Dispatches do
 * not come here. Safe from any thread.
 *
 * <pre>
 *   plain connection? ──► identify ──► nobody may pass? ──► no user? ──► roles?
 *     https, or 403                      403                authenticate    403
 * </pre>
 *
 * <p>A login form is for the mechanism, whatever the constraints say; but it must not be sent in plain where they ask for
 * a protected connection. What the mechanism puts in the place of a request (one that a login has interrupted) may need
 * more than that one: it is looked at again.
 */
final class RequestGuard {

    private final Login login;
    private final boolean asksForLogin;
    private final HttpsRedirect https = new HttpsRedirect();

    /**
     * @param asksForLogin whether the mechanism can be asked for a user
     */
    private RequestGuard(Login login, boolean asksForLogin) {
        this.login = login;
        this.asksForLogin = asksForLogin;
    }

    static RequestGuard of(ServletContextImpl context) {
        return new RequestGuard(context.login(),
                ContextConstraints.asksForLogin(context.model().security().login()));
    }

    /** Tells whether the request may pass; else it is answered. */
    boolean admits(ServletRequestImpl request, HttpServletResponse response) throws IOException, ServletException {
        Protection protection = request.target().protection();
        if (protection == null) {
            return login.identify(request, response);
        }
        return overAllowedConnection(protection.of(request.getMethod()), request, response)
                && login.identify(request, response)
                && fulfils(protection.of(request.getMethod()), request, response);
    }

    private boolean overAllowedConnection(Access access, ServletRequestImpl request, HttpServletResponse response)
            throws IOException {
        boolean allowed = !access.confidential() || request.isSecure();
        if (!allowed) {
            https.answer(request, response);
        }
        return allowed;
    }

    private boolean fulfils(Access access, ServletRequestImpl request, HttpServletResponse response)
            throws IOException, ServletException {
        if (access.denied()) {
            return refuse(response);
        }
        return overAllowedConnection(access, request, response)
                && (!access.needsUser() || known(access, request, response));
    }

    /** What is for some users only must not be given to others by a cache; the application may say more. */
    private boolean known(Access access, ServletRequestImpl request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setHeader("Cache-Control", "private");
        if (request.caller() == null) {
            if (!asksForLogin) {
                return refuse(response);
            }
            if (!login.authenticate(request, response)) {
                return false;
            }
        }
        return access.permits(request.caller().inRole()) || refuse(response);
    }

    static boolean refuse(HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_FORBIDDEN, "Access to this resource is denied");
        return false;
    }
}

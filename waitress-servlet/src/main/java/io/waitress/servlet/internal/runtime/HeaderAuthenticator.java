package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.security.Authorization;
import io.waitress.servlet.internal.security.LoginOutcome;
import io.waitress.servlet.security.User;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What BASIC and DIGEST have in common: each request carries its credentials (RFC 9110, section 11). */
abstract class HeaderAuthenticator implements Authenticator {

    private static final int TOO_MANY_REQUESTS = 429;

    @Override
    public User authenticate(ServletRequestImpl request, HttpServletResponse response) throws IOException {
        Authorization authorization = Authorization.of(request.exchange().request().headers().all("Authorization"));
        LoginOutcome outcome = authorization == null ? null : check(authorization, request);
        if (outcome instanceof LoginOutcome.Accepted accepted) {
            return accepted.user();
        }
        if (outcome instanceof LoginOutcome.Delayed delayed) {
            response.setIntHeader("Retry-After", delayed.seconds());
            response.sendError(TOO_MANY_REQUESTS, "Too many logins have failed; try again in " + delayed.seconds()
                    + " s");
            return null;
        }
        challenge(response, outcome instanceof LoginOutcome.Stale);
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        return null;
    }

    /** Checks credentials; null if they are of another scheme. */
    abstract LoginOutcome check(Authorization authorization, ServletRequestImpl request) throws IOException;

    abstract void challenge(HttpServletResponse response, boolean stale);
}

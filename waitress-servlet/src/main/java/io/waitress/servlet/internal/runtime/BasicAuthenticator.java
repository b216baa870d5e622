package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.security.Authorization;
import io.waitress.servlet.internal.security.BasicCredentials;
import io.waitress.servlet.internal.security.Challenges;
import io.waitress.servlet.internal.security.LoginCheck;
import io.waitress.servlet.internal.security.LoginOutcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** BASIC (Servlet 6.1, section 13.6.1; RFC 7617). */
final class BasicAuthenticator extends HeaderAuthenticator {

    private final LoginCheck check;
    private final String challenge;

    BasicAuthenticator(LoginCheck check, String realmName) {
        this.check = check;
        challenge = Challenges.basic(realmName);
    }

    @Override
    public String authType() {
        return HttpServletRequest.BASIC_AUTH;
    }

    @Override
    LoginOutcome check(Authorization authorization, ServletRequestImpl request) throws IOException {
        if (!authorization.scheme().equals(BasicCredentials.SCHEME)) {
            return null;
        }
        BasicCredentials credentials = BasicCredentials.of(authorization);
        return check.password(credentials.name(), credentials.password(), RealmLogin.address(request));
    }

    @Override
    void challenge(HttpServletResponse response, boolean stale) {
        response.setHeader("WWW-Authenticate", challenge);
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.HttpException;
import io.waitress.servlet.internal.security.Authorization;
import io.waitress.servlet.internal.security.Challenges;
import io.waitress.servlet.internal.security.DigestCredentials;
import io.waitress.servlet.internal.security.LoginCheck;
import io.waitress.servlet.internal.security.LoginOutcome;
import io.waitress.servlet.security.DigestAlgorithm;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** DIGEST (Servlet 6.1, section 13.6.2; RFC 7616). */
final class DigestAuthenticator extends HeaderAuthenticator {

    private final LoginCheck check;
    private final String realmName;

    DigestAuthenticator(LoginCheck check, String realmName) {
        this.check = check;
        this.realmName = realmName;
    }

    @Override
    public String authType() {
        return HttpServletRequest.DIGEST_AUTH;
    }

    @Override
    LoginOutcome check(Authorization authorization, ServletRequestImpl request) throws IOException {
        if (!authorization.scheme().equals(DigestCredentials.SCHEME)) {
            return null;
        }
        DigestCredentials credentials = DigestCredentials.of(authorization);
        if (credentials.algorithm() == null || !credentials.realm().equals(realmName)) {
            return null;    // an answer to somebody else's challenge
        }
        requireUri(credentials.uri(), request);
        return check.digest(credentials, request.exchange().request().method(), RealmLogin.address(request));
    }

    /** Else credentials for one page could be used for another (RFC 7616, section 3.4.6). */
    private static void requireUri(String uri, ServletRequestImpl request) {
        String query = request.exchange().request().query();
        String seen = request.target().origin().requestURI() + (query == null ? "" : '?' + query);
        if (!uri.equals(seen) && !uri.equals(request.exchange().request().target())) {
            throw new HttpException(400, "The uri of the Authorization header is not that of the request");
        }
    }

    @Override
    void challenge(HttpServletResponse response, boolean stale) {
        String nonce = check.nonces().next();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            response.addHeader("WWW-Authenticate", Challenges.digest(realmName, algorithm, nonce, stale));
        }
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.security.LoginCheck;
import io.waitress.servlet.internal.security.LoginOutcome;
import io.waitress.servlet.security.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSession;

/** CLIENT-CERT (Servlet 6.1, section 13.6.4): the certificate that the client has shown in the TLS handshake. */
final class CertificateAuthenticator implements Authenticator {

    private final LoginCheck check;

    CertificateAuthenticator(LoginCheck check) {
        this.check = check;
    }

    @Override
    public String authType() {
        return HttpServletRequest.CLIENT_CERT_AUTH;
    }

    @Override
    public boolean passwords() {
        return false;
    }

    /** Asks the connection: what the application puts into the request's attributes proves nothing. */
    @Override
    public User authenticate(ServletRequestImpl request, HttpServletResponse response) throws IOException {
        SSLSession session = request.exchange().connection().tlsSession();
        List<X509Certificate> chain = session == null ? List.of() : List.of(TlsAttributes.certificates(session));
        if (chain.isEmpty()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "This page needs a client certificate");
            return null;
        }
        if (check.certificate(chain, RealmLogin.address(request)) instanceof LoginOutcome.Accepted accepted) {
            return accepted.user();
        }
        response.sendError(HttpServletResponse.SC_FORBIDDEN, "The client certificate belongs to no user");
        return null;
    }
}

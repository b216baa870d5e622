package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.security.User;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;

/** For an application that has users but no mechanism: it logs them in by itself. */
final class ProgrammaticAuthenticator implements Authenticator {

    @Override
    public String authType() {
        return "LOGIN";
    }

    @Override
    public User authenticate(ServletRequestImpl request, HttpServletResponse response) throws ServletException {
        throw new ServletException("The application has no login mechanism");
    }
}

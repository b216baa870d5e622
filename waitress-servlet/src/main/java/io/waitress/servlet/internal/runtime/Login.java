package io.waitress.servlet.internal.runtime;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The login mechanism of an application, as {@code HttpServletRequest} offers it. Safe from any thread. */
interface Login {

    /** The mechanism of an application that has none. */
    Login NONE = new Login() {

        @Override
        public boolean addressed(String path) {
            return false;
        }

        @Override
        public boolean identify(ServletRequestImpl request, HttpServletResponse response) {
            return true;
        }

        @Override
        public boolean authenticate(ServletRequestImpl request, HttpServletResponse response)
                throws ServletException {
            throw new ServletException("The application has no login mechanism");
        }

        @Override
        public Caller login(ServletRequestImpl request, String name, String password) throws ServletException {
            throw new ServletException("The application has no login mechanism");
        }

        @Override
        public void logout(ServletRequestImpl request) {
        }
    };

    /** Tells whether a path inside the application is the mechanism's own: what comes there is read at once. */
    boolean addressed(String path);

    /**
     * Takes the user whom the request's session remembers, or answers what is addressed to the mechanism itself, such
     * as {@code j_security_check}. Called once for each request that arrives, before its constraints are looked at;
     * not for dispatches.
     *
     * @return false if the request is answered
     */
    boolean identify(ServletRequestImpl request, HttpServletResponse response) throws IOException, ServletException;

    /**
     * Authenticates the request, setting its caller, or answers with a challenge.
     *
     * @return false if the response carries a challenge now
     */
    boolean authenticate(ServletRequestImpl request, HttpServletResponse response) throws IOException, ServletException;

    /** Returns the user of a name and password. */
    Caller login(ServletRequestImpl request, String name, String password) throws ServletException;

    /** Forgets what it keeps of the caller; the request forgets its own. */
    void logout(ServletRequestImpl request) throws ServletException;
}

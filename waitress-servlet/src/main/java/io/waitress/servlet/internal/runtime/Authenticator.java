package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.security.User;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One way to authenticate requests (Servlet 6.1, section 13.6). Safe from any thread. */
interface Authenticator {

    /** Returns what {@code getAuthType} shows of its users. */
    String authType();

    /** Tells whether users have passwords, so that an application can log them in by itself. */
    default boolean passwords() {
        return true;
    }

    /** Tells whether clients prove who they are once, and the session remembers it. */
    default boolean remembers() {
        return false;
    }

    /**
     * Takes the user from what the client has sent.
     *
     * @return the user, or null if the response is a challenge or a refusal now
     */
    User authenticate(ServletRequestImpl request, HttpServletResponse response) throws IOException, ServletException;
}

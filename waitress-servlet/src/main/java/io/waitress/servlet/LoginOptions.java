package io.waitress.servlet;

import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.security.Realm;
import java.util.Objects;

/**
 * Who the users of an application are, and how they log in (Servlet 6.1, section 13.6). Confined to the call of
 * {@code ServletApplication.Builder.login} that hands it out.
 *
 * <p>With users alone the application logs them in by itself, by {@code HttpServletRequest.login}. The last of the ways
 * that are set counts.
 */
public final class LoginOptions {

    private Realm realm;
    private LoginSettings settings;

    LoginOptions() {
    }

    /**
     * Sets who knows the users.
     *
     * @param users for example a {@link io.waitress.servlet.security.FileRealm}
     * @return these options
     */
    public LoginOptions realm(Realm users) {
        realm = Objects.requireNonNull(users, "users");
        return this;
    }

    /**
     * Lets browsers ask for name and password, and send them with each request (RFC 7617). For TLS only: everybody on
     * the way can read them.
     *
     * @param realmName what the login is for, as clients are told
     * @return these options
     */
    public LoginOptions basic(String realmName) {
        settings = new LoginSettings("BASIC", Objects.requireNonNull(realmName, "realmName"), null, null);
        return this;
    }

    /**
     * Lets browsers ask for name and password, and send what only who knows them can compute (RFC 7616). The realm has
     * to keep passwords that it can tell, see {@link Realm#digestSecret}.
     *
     * @param realmName what the login is for, as clients are told
     * @return these options
     */
    public LoginOptions digest(String realmName) {
        settings = new LoginSettings("DIGEST", Objects.requireNonNull(realmName, "realmName"), null, null);
        return this;
    }

    /**
     * Lets a page of the application ask for name and password, in a form with the action {@code j_security_check} and
     * the fields {@code j_username} and {@code j_password}. The session remembers who has logged in.
     *
     * @param loginPage its path inside the application
     * @param errorPage the path of the page that is shown after a wrong login; may be the same
     * @return these options
     * @throws IllegalArgumentException if one of them does not begin with a slash
     */
    public LoginOptions form(String loginPage, String errorPage) {
        settings = new LoginSettings("FORM", null, path("login page", loginPage), path("error page", errorPage));
        return this;
    }

    private static String path(String what, String page) {
        if (!page.startsWith("/")) {
            throw new IllegalArgumentException("The " + what + " is '" + page + "'; expected a path that begins with /");
        }
        return page;
    }

    /**
     * Takes the user from the certificate that the client has shown in the TLS handshake. The server has to ask for it,
     * see the settings {@code tlsTruststore} and {@code tlsClientAuth}.
     *
     * @return these options
     */
    public LoginOptions clientCertificate() {
        settings = new LoginSettings("CLIENT-CERT", null, null, null);
        return this;
    }

    Realm realm() {
        return realm;
    }

    /** Returns how users log in, or null. */
    LoginSettings settings() {
        return settings;
    }
}

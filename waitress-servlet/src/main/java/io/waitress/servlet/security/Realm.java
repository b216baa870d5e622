package io.waitress.servlet.security;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Knows the users of one or more applications, and tells whether somebody is one of them. Called by the threads that
 * run requests, by several at once; it may block.
 *
 * <p>Guessing is made slow by the server, which refuses to ask the realm after several failures for a name or from an
 * address. A realm should take as long for a name that it does not know as for a wrong password, and compare without
 * telling by its time how much was right ({@link java.security.MessageDigest#isEqual}); {@link PasswordHash} helps.
 *
 * <pre>{@code
 * Realm realm = (name, password) -> {
 *     Account account = accounts.find(name);
 *     boolean right = account == null ? PasswordHash.refuse(password) : account.hash().matches(password);
 *     return right ? User.of(name, account.roles()) : null;
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Realm {

    /**
     * Returns the user with a name and password, or null if there is none. For BASIC, FORM and
     * {@code HttpServletRequest.login}.
     *
     * @param name as the client gave it
     * @param password as the client gave it
     * @return the user, or null
     * @throws IOException if it cannot be found out; the request fails
     */
    User authenticate(String name, String password) throws IOException;

    /**
     * Returns the user to whom a certificate belongs, or null if there is none. For CLIENT-CERT.
     *
     * @param chain the client's certificate and those of its issuers; TLS has found them valid, and the client to have
     *     the key
     * @return the user, or null as unless this method is overridden
     * @throws IOException if it cannot be found out; the request fails
     */
    default User authenticate(List<X509Certificate> chain) throws IOException {
        return null;
    }

    /**
     * Returns what DIGEST needs to know of a user, or null if there is no such user or it is not known. Salted hashes
     * do not tell it: a realm has to keep the password itself, or this secret for each algorithm.
     *
     * @param name as the client gave it
     * @param realmName the name of the protected space
     * @param algorithm the one that the client chose
     * @return the secret with its user, or null
     * @throws IOException if it cannot be found out; the request fails
     */
    default DigestSecret digestSecret(String name, String realmName, DigestAlgorithm algorithm) throws IOException {
        return null;
    }

    /**
     * Tells whether {@link #digestSecret} ever returns one. If not, an application that asks for DIGEST is warned of at
     * its start.
     *
     * @return false unless this method is overridden
     */
    default boolean supportsDigest() {
        return false;
    }
}

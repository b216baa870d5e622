package io.waitress.servlet.security;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What DIGEST has to know of a user: as good as the password, in one protected space (RFC 7616, section 3.4.2).
 * Immutable.
 *
 * @param user the user
 * @param ha1 the hash of {@code name:realm:password}, hexadecimal in lower case
 */
public record DigestSecret(User user, String ha1) {

    /**
     * Makes a secret.
     *
     * @param user the user
     * @param ha1 the hash
     */
    public DigestSecret {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(ha1, "ha1");
    }

    /**
     * Returns the secret that follows from a password.
     *
     * @param user the user
     * @param password the password
     * @param realmName the name of the protected space
     * @param algorithm the hash function
     * @return the secret
     */
    public static DigestSecret of(User user, String password, String realmName, DigestAlgorithm algorithm) {
        String content = user.name() + ':' + realmName + ':' + password;
        return new DigestSecret(user, algorithm.hash(content, StandardCharsets.UTF_8));
    }

    /** Returns no secret. */
    @Override
    public String toString() {
        return "DigestSecret of " + user.name();
    }
}

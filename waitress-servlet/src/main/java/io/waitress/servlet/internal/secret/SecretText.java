package io.waitress.servlet.internal.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Comparison of secrets. */
public final class SecretText {

    private SecretText() {
    }

    /**
     * Compares without telling by the time how much is equal, nor how long the secret is.
     *
     * @param secret what is expected
     * @param given what a client gave
     * @return true if they are equal
     */
    public static boolean equal(String secret, String given) {
        return MessageDigest.isEqual(hash(secret), hash(given));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks SHA-256, which every one must have", e);
        }
    }
}

package io.waitress.servlet.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What may be kept of a password in its place: PBKDF2 with HMAC-SHA-512 (RFC 8018), as text that says by itself how it
 * was made: {@code pbkdf2-sha512$210000$SALT$HASH}, with salt and hash in Base64. Immutable.
 */
public final class PasswordHash {

    /** How the text begins. */
    public static final String PREFIX = "pbkdf2-sha512$";

    /** Rounds for a new hash; about a fifth of a second of one processor. */
    static final int ITERATIONS = 210_000;

    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int MAX_SALT_BYTES = 64;
    private static final int HASH_BYTES = 64;
    private static final byte[] NO_SALT = new byte[SALT_BYTES];

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Hashes a password with a new salt.
     *
     * @param password the password
     * @return its hash
     */
    public static PasswordHash of(String password) {
        return of(password, ITERATIONS);
    }

    static PasswordHash of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations));
    }

    /**
     * Reads the text of a hash.
     *
     * @param text as {@link #text} has returned it
     * @return the hash
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    public static PasswordHash parse(String text) {
        String[] parts = text.startsWith(PREFIX) ? text.split("\\$", -1) : new String[0];
        if (parts.length != 4) {
            throw new IllegalArgumentException("expected " + PREFIX + "ITERATIONS$SALT$HASH");
        }
        int iterations = iterations(parts[1]);
        byte[] salt = bytes("salt", parts[2]);
        byte[] hash = bytes("hash", parts[3]);
        if (salt.length == 0 || salt.length > MAX_SALT_BYTES) {
            throw new IllegalArgumentException("the salt has " + salt.length + " bytes; expected 1 to "
                    + MAX_SALT_BYTES);
        }
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("the hash has " + hash.length + " bytes; expected " + HASH_BYTES);
        }
        return new PasswordHash(iterations, salt, hash);
    }

    private static int iterations(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= MAX_ITERATIONS) {
                return count;
            }
        } catch (NumberFormatException ignored) {
            // the error below says it
        }
        throw new IllegalArgumentException("the number of iterations is '" + text + "'; expected 1 to "
                + MAX_ITERATIONS);
    }

    private static byte[] bytes(String what, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + what + " is not Base64", e);
        }
    }

    /**
     * Tells whether a password is the one that was hashed. Takes the time that hashing does.
     *
     * @param password the password
     * @return true if it is
     */
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    /**
     * Does the work of {@link #matches} for a new hash, and refuses: for names that nobody has, so that the time does
     * not tell them from others.
     *
     * @param password what a client gave
     * @return false
     */
    public static boolean refuse(String password) {
        return refuse(password, ITERATIONS);
    }

    static boolean refuse(String password, int iterations) {
        if (iterations > 0) {
            derive(password, NO_SALT, iterations);
        }
        return false;
    }

    /** Returns the rounds that this hash takes. */
    int iterations() {
        return iterations;
    }

    /**
     * Returns the text to be kept.
     *
     * @return text without white space, commas, colons and backslashes
     */
    public String text() {
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return PREFIX + iterations + '$' + encoder.encodeToString(salt) + '$' + encoder.encodeToString(hash);
    }

    /** Returns nothing that would help to guess the password. */
    @Override
    public String toString() {
        return PREFIX + iterations + "$…";
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
        }
    }
}

package io.waitress.servlet.security;

import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash function for DIGEST (RFC 7616, section 3.3), in the order in which they are offered. */
public enum DigestAlgorithm {

    /** SHA-256. */
    SHA_256("SHA-256"),

    /** MD5, for clients that know no better. */
    MD5("MD5");

    private final String text;

    DigestAlgorithm(String text) {
        this.text = text;
    }

    /**
     * Returns the name on the wire.
     *
     * @return {@code SHA-256} or {@code MD5}
     */
    public String text() {
        return text;
    }

    /**
     * Returns the number of hexadecimal digits of a hash.
     *
     * @return 64 or 32
     */
    public int digits() {
        return this == MD5 ? 32 : 64;
    }

    /**
     * Hashes text.
     *
     * @param content what to hash
     * @param charset how it becomes bytes
     * @return {@link #digits} hexadecimal digits in lower case
     */
    public String hash(String content, Charset charset) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(text).digest(content.getBytes(charset)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks " + text + ", which every one must have", e);
        }
    }
}

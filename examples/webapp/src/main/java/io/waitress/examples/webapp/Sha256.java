package io.waitress.examples.webapp;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 digest and the count of bytes that went in. */
final class Sha256 {

    private final MessageDigest digest;
    private long count;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void update(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        count += length;
    }

    void updateAll(InputStream input) throws IOException {
        byte[] chunk = new byte[16384];
        for (int n = input.read(chunk); n >= 0; n = input.read(chunk)) {
            update(chunk, n);
        }
    }

    long count() {
        return count;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}

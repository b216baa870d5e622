package io.waitress.servlet.internal.session;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes session ids: 144 random bits as 24 letters, digits, {@code -} and {@code _}. Safe from any thread. */
final class SessionIds {

    private static final int BYTES = 18;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}

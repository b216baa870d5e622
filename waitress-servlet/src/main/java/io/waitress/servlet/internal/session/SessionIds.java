package io.waitress.servlet.internal.session;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes session ids: 144 random bits as 24 letters, digits, {@code -} and {@code _}. Safe from any thread. */
final class SessionIds {

    private static final int BYTES = 18;

    /** Made with the first session, since it brings the security providers with it. */
    private static final class Source {

        private static final SecureRandom RANDOM = new SecureRandom();
    }

    String next() {
        byte[] bytes = new byte[BYTES];
        Source.RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}

package io.waitress.servlet.internal.security;

import io.waitress.servlet.security.DigestAlgorithm;

/** The values of {@code WWW-Authenticate} fields. */
public final class Challenges {

    private Challenges() {
    }

    /**
     * Returns a realm's name as it can be sent: what is not printable ASCII becomes a question mark.
     *
     * @param name as the application has it, or null
     * @param contextPath stands in for a missing name
     * @return the name for challenges and hashes
     */
    public static String realmName(String name, String contextPath) {
        String given = name == null || name.isEmpty() ? contextPath : name;
        StringBuilder sendable = new StringBuilder();
        given.chars().forEach(c -> sendable.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return sendable.isEmpty() ? "/" : sendable.toString();
    }

    /** Returns the challenge of BASIC (RFC 7617). */
    public static String basic(String realmName) {
        return "Basic realm=" + quoted(realmName) + ", charset=\"UTF-8\"";
    }

    /** Returns the challenge of DIGEST (RFC 7616, section 3.3) for one algorithm. */
    public static String digest(String realmName, DigestAlgorithm algorithm, String nonce, boolean stale) {
        return "Digest realm=" + quoted(realmName) + ", qop=\"auth\", algorithm=" + algorithm.text() + ", nonce=\""
                + nonce + "\", charset=UTF-8" + (stale ? ", stale=true" : "");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

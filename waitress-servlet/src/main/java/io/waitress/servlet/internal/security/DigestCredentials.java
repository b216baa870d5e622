package io.waitress.servlet.internal.security;

import io.waitress.core.http.HttpException;
import io.waitress.servlet.security.DigestAlgorithm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * What a client answers to a challenge of DIGEST (RFC 7616, section 3.4), quality of protection {@code auth}. Immutable.
 *
 * @param name the user's name
 * @param realm the name of the protected space
 * @param algorithm the hash function, or null if it is none that is offered
 * @param nonce the server's nonce
 * @param uri the request target
 * @param cnonce the client's nonce
 * @param nonceCount how often the client has used the nonce, from 1, in eight hexadecimal digits
 * @param response what only who knows the password can compute
 */
public record DigestCredentials(String name, String realm, DigestAlgorithm algorithm, String nonce, String uri,
        String cnonce, String nonceCount, String response) {

    /** The scheme, in lower case. */
    public static final String SCHEME = "digest";

    private static final int NONCE_COUNT_DIGITS = 8;
    private static final String EXTENDED = "UTF-8''";

    /**
     * Reads the credentials of this scheme.
     *
     * @param authorization with this scheme
     * @return the credentials; of another algorithm than those offered they are of no use
     * @throws HttpException with 400 if they are malformed or incomplete
     */
    public static DigestCredentials of(Authorization authorization) {
        Map<String, String> parameters = authorization.parameters();
        String qop = required(parameters, "qop");
        if (!qop.equals("auth")) {
            throw Authorization.malformed("qop is not auth, as was offered");
        }
        if (!parameters.getOrDefault("userhash", "false").equalsIgnoreCase("false")) {
            throw Authorization.malformed("the name is hashed, which was not offered");
        }
        DigestAlgorithm algorithm = algorithm(parameters.getOrDefault("algorithm", DigestAlgorithm.MD5.text()));
        String nonceCount = required(parameters, "nc");
        if (nonceCount.length() != NONCE_COUNT_DIGITS || !isHexadecimal(nonceCount)) {
            throw Authorization.malformed("nc has not " + NONCE_COUNT_DIGITS + " hexadecimal digits");
        }
        String response = required(parameters, "response");
        if (!isHexadecimal(response) || algorithm != null && response.length() != algorithm.digits()) {
            throw Authorization.malformed("response is not a hexadecimal hash");
        }
        return new DigestCredentials(name(parameters), required(parameters, "realm"), algorithm,
                required(parameters, "nonce"), required(parameters, "uri"), required(parameters, "cnonce"), nonceCount,
                response);
    }

    private static DigestAlgorithm algorithm(String text) {
        for (DigestAlgorithm offered : DigestAlgorithm.values()) {
            if (offered.text().equalsIgnoreCase(text)) {
                return offered;
            }
        }
        return null;
    }

    private static String required(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw Authorization.malformed(name + " is missing");
        }
        return value;
    }

    /** A name that is not ASCII comes extended (RFC 8187), or, from older clients, as the bytes of its UTF-8. */
    private static String name(Map<String, String> parameters) {
        String extended = parameters.get("username*");
        if (extended == null) {
            String plain = parameters.get("username");
            if (plain == null) {
                throw Authorization.malformed("username is missing");
            }
            return Utf8.decode("username", plain.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (parameters.containsKey("username")) {
            throw Authorization.malformed("there are both username and username*");
        }
        if (!extended.regionMatches(true, 0, EXTENDED, 0, EXTENDED.length())) {
            throw Authorization.malformed("username* does not begin with " + EXTENDED);
        }
        return Utf8.decode("username*", percentDecoded(extended.substring(EXTENDED.length())));
    }

    private static byte[] percentDecoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw Authorization.malformed("username* has a % without two hexadecimal digits");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether the response is that of somebody who knows the secret, for a request with this method.
     *
     * @param ha1 the hash of name, realm and password
     * @param method the request's method
     * @return true if it is
     */
    public boolean matches(String ha1, String method) {
        String ha2 = hash(method + ':' + uri);
        String expected = hash(ha1 + ':' + nonce + ':' + nonceCount + ':' + cnonce + ":auth:" + ha2);
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII),
                response.getBytes(StandardCharsets.US_ASCII));
    }

    /** The parts are bytes as they came, a character for each. */
    private String hash(String content) {
        return algorithm.hash(content, StandardCharsets.ISO_8859_1);
    }

    /** Returns how often the client has used the nonce, this time included. */
    long count() {
        return Long.parseLong(nonceCount, 16);
    }

    /** Returns no secret. */
    @Override
    public String toString() {
        return SCHEME + " …";
    }
}

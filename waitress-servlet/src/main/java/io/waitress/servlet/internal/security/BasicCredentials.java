package io.waitress.servlet.internal.security;

import io.waitress.core.http.HttpException;
import java.util.Base64;

/**
 * A name and a password as BASIC sends them (RFC 7617). Immutable.
 *
 * @param name may be empty; without a colon
 * @param password may be empty
 */
public record BasicCredentials(String name, String password) {

    /** The scheme, in lower case. */
    public static final String SCHEME = "basic";

    /**
     * Reads the credentials of this scheme.
     *
     * @param authorization with this scheme
     * @return name and password
     * @throws HttpException with 400 if they are malformed
     */
    public static BasicCredentials of(Authorization authorization) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(authorization.token());
        } catch (IllegalArgumentException e) {
            throw Authorization.malformed("the credentials are not Base64");
        }
        String text = Utf8.decode("the name or the password", bytes);
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw Authorization.malformed("there is no colon between name and password");
        }
        return new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Returns no secret. */
    @Override
    public String toString() {
        return SCHEME + " …";
    }
}

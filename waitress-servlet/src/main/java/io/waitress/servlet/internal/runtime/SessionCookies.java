package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.MutableHeaders;
import java.util.List;

/**
 * The session cookies of a response: one of each application that the request has been in. They survive what removes
 * other headers. A linked list, since there is hardly ever more than one; immutable.
 *
 * @param owner whose session it is
 * @param field the value of Set-Cookie
 * @param next those of other applications, or null
 */
record SessionCookies(ServletContextImpl owner, String field, SessionCookies next) {

    /**
     * Returns all cookies after a new one has taken the place of its owner's.
     *
     * @param before all cookies until now, or null
     * @param headers of the response, which lose the old one and gain the new one
     */
    static SessionCookies set(SessionCookies before, ServletContextImpl owner, String field, MutableHeaders headers) {
        SessionCookies kept = null;
        for (SessionCookies cookie = before; cookie != null; cookie = cookie.next) {
            if (cookie.owner == owner) {
                remove(cookie.field, headers);
            } else {
                kept = new SessionCookies(cookie.owner, cookie.field, kept);
            }
        }
        headers.add(HeaderName.SET_COOKIE, field);
        return new SessionCookies(owner, field, kept);
    }

    private static void remove(String field, MutableHeaders headers) {
        List<String> cookies = headers.all(HeaderName.SET_COOKIE.text());
        headers.remove(HeaderName.SET_COOKIE);
        for (String cookie : cookies) {
            if (!cookie.equals(field)) {
                headers.add(HeaderName.SET_COOKIE, cookie);
            }
        }
    }

    /** Adds all cookies to headers that have lost them. */
    static void restore(SessionCookies cookies, MutableHeaders headers) {
        for (SessionCookies cookie = cookies; cookie != null; cookie = cookie.next) {
            headers.add(HeaderName.SET_COOKIE, cookie.field);
        }
    }
}

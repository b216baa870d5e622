package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.Headers;
import io.waitress.core.http.MutableHeaders;
import io.waitress.servlet.internal.text.UrlEncoding;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * A request that a login has interrupted, to be carried out afterwards (Servlet 6.1, section 13.6.3): where it went to,
 * its method and its content. {@link SavedRequests} may drop all that. Safe from any thread.
 */
final class SavedRequest {

    private static final String CONTENT = "content-";
    private static final int OVERHEAD = 1024;   // bytes of the objects around, roughly; there may be many short ones
    private static final long LIFETIME_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * What is saved.
     *
     * @param path inside the application, decoded
     * @param query as it came, or null
     * @param uri the path and query to which the client is sent, beginning with a slash
     * @param method the method
     * @param headers those that describe the content, with its length
     * @param body the content, not to be changed
     */
    record Saved(String path, String query, String uri, String method, Headers headers, byte[] body) {

        /** Tells whether a request asks for this one. */
        boolean askedForBy(ServletRequestImpl request) {
            return path.equals(request.target().origin().route().path())
                    && Objects.equals(query, request.exchange().request().query());
        }

        /** Tells whether the method and content matter, beyond the place. */
        boolean moreThanPlace() {
            return !method.equals("GET") || body.length > 0;
        }

        /** Counts roughly the bytes that it takes, since anybody decides over them. */
        private int size() {
            int size = OVERHEAD + body.length + path.length() + uri.length();
            for (int i = 0; i < headers.size(); i++) {
                size += headers.name(i).length() + headers.value(i).length();
            }
            return size;
        }
    }

    private final int size;
    private volatile Saved saved;           // null once it is dropped
    private volatile long loginNanos;       // set at the login

    /** Saves a request, whose body has been read. */
    SavedRequest(ServletRequestImpl request, byte[] body) {
        RequestHead head = request.exchange().request();
        DispatchTarget origin = request.target().origin();
        String path = origin.route().path();
        String place = request.isRequestedSessionIdFromURL()
                ? UrlEncoding.encodePath(origin.context().getContextPath() + path)
                : origin.requestURI();
        saved = new Saved(path, head.query(), head.query() == null ? place : place + '?' + head.query(),
                head.method(), contentHeaders(head.headers(), body.length), body);
        size = saved.size();
    }

    private static Headers contentHeaders(Headers all, int length) {
        MutableHeaders content = new MutableHeaders();
        for (int i = 0; i < all.size(); i++) {
            if (all.name(i).regionMatches(true, 0, CONTENT, 0, CONTENT.length())) {
                content.add(all.name(i), all.value(i));
            }
        }
        return content.set("Content-Length", String.valueOf(length));
    }

    /** Tells whether a header is about the content that comes with it. */
    static boolean describesContent(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return lowerCase.startsWith(CONTENT) || lowerCase.equals("transfer-encoding")
                || lowerCase.equals("trailer") || lowerCase.equals("expect");
    }

    /** Returns what is saved, or null if it was dropped. */
    Saved saved() {
        return saved;
    }

    int size() {
        return size;
    }

    void drop() {
        saved = null;
    }

    /** From now on the client has a minute to come back for it: later it would not expect that any more. */
    void loggedIn() {
        loginNanos = System.nanoTime();
    }

    boolean expired() {
        return System.nanoTime() - loginNanos > LIFETIME_NANOS;
    }
}

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
 * its method and its content. The content may be dropped by {@link SavedRequests}. Safe from any thread.
 */
final class SavedRequest {

    private static final long LIFETIME_NANOS = Duration.ofMinutes(1).toNanos();

    private final String path;
    private final String query;
    private final String uri;
    private final String method;
    private final Headers contentHeaders;
    private final int length;
    private volatile byte[] body;           // null once it is dropped
    private volatile long loginNanos;       // set once, at the login

    /** Saves a request, whose body has been read. */
    SavedRequest(ServletRequestImpl request, byte[] body) {
        RequestHead head = request.exchange().request();
        DispatchTarget origin = request.target().origin();
        path = origin.route().path();
        query = head.query();
        String withoutId = request.isRequestedSessionIdFromURL()
                ? UrlEncoding.encodePath(origin.context().getContextPath() + path)
                : origin.requestURI();
        uri = query == null ? withoutId : withoutId + '?' + query;
        method = head.method();
        MutableHeaders content = new MutableHeaders();
        for (int i = 0; i < head.headers().size(); i++) {
            if (describesContent(head.headers().name(i))) {
                content.add(head.headers().name(i), head.headers().value(i));
            }
        }
        contentHeaders = content.set("Content-Length", String.valueOf(body.length));
        this.body = body;
        length = body.length;
    }

    static boolean describesContent(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return lowerCase.startsWith("content-") || lowerCase.equals("transfer-encoding")
                || lowerCase.equals("trailer") || lowerCase.equals("expect");
    }

    /** Returns the path and query to which the client is sent, beginning with a slash. */
    String uri() {
        return uri;
    }

    String method() {
        return method;
    }

    Headers contentHeaders() {
        return contentHeaders;
    }

    int length() {
        return length;
    }

    /** Returns the content, or null if it was dropped. */
    byte[] body() {
        return body;
    }

    void drop() {
        body = null;
    }

    /** Tells whether the method and content matter, beyond the place. */
    boolean moreThanPlace() {
        return !method.equals("GET") || length > 0;
    }

    /** From now on the client has a minute to come back for it: later it would not expect that any more. */
    void loggedIn() {
        loginNanos = System.nanoTime();
    }

    /** Tells whether a request asks for this one. */
    boolean askedForBy(ServletRequestImpl request) {
        return path.equals(request.target().origin().route().path())
                && Objects.equals(query, request.exchange().request().query());
    }

    boolean expired() {
        return System.nanoTime() - loginNanos > LIFETIME_NANOS;
    }
}

package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import io.waitress.servlet.internal.session.HttpSessionImpl;
import io.waitress.servlet.internal.text.Cookies;
import io.waitress.servlet.internal.text.UriPath;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.Cookie;

/**
 * The session of one request in one application: found by what the client sent, created, given back at the end.
 * Confined to whoever runs the exchange.
 */
final class RequestSession {

    private enum Source { NONE, COOKIE, URL }

    private static final String DEFAULT_PARAMETER = "jsessionid";

    private final ServletRequestImpl request;
    private final ServletContextImpl context;
    private final RequestSession next;      // that of another application, entered by a dispatch before; or null
    private Source source = Source.NONE;
    private String requestedId;             // or null
    private HttpSessionImpl requested;      // the session of that id when the request came, or null
    private HttpSessionImpl current;        // the one to be released at the end, or null
    private String knownId;                 // the id by which this request came to that one, or that it gave it

    /** Looks for the id that the client sent, and opens its session. */
    RequestSession(ServletRequestImpl request, ServletContextImpl context, RequestSession next) {
        this.request = request;
        this.context = context;
        this.next = next;
        findByCookie();
        if (requested == null) {
            findByUrl();
        }
        current = requested;
        knownId = requestedId;
    }

    private void findByCookie() {
        Headers headers = request.exchange().request().headers();
        if (!headers.contains(HeaderName.COOKIE) || !tracksBy(SessionTrackingMode.COOKIE)) {
            return;
        }
        String name = context.sessionConfiguration().cookie().effectiveName();
        for (String field : headers.all(HeaderName.COOKIE.text())) {
            Cookies.find(field, name, this::openByCookie);
        }
    }

    private void openByCookie(String id) {
        if (requested == null) {
            open(id, Source.COOKIE);
        }
    }

    private void findByUrl() {
        String path = request.exchange().request().path();
        if (path.indexOf(';') < 0 || !tracksBy(SessionTrackingMode.URL)) {
            return;
        }
        String id = UriPath.parameter(path, parameterName());
        if (id != null && requestedId == null) {
            open(id, Source.URL);
        }
    }

    /** A client may send several ids, of neighbouring paths; the first that is known counts, else the first. */
    private void open(String id, Source from) {
        requested = context.sessions().open(id);
        if (requested != null || requestedId == null) {
            requestedId = id;
            source = from;
        }
    }

    private boolean tracksBy(SessionTrackingMode mode) {
        return context.sessionConfiguration().trackingModes().contains(mode);
    }

    private String parameterName() {
        String configured = context.sessionConfiguration().cookie().getName();
        return configured == null ? DEFAULT_PARAMETER : configured;
    }

    ServletContextImpl context() {
        return context;
    }

    RequestSession next() {
        return next;
    }

    String requestedId() {
        return requestedId;
    }

    boolean requestedIdValid() {
        return requested != null && requested.valid() && requested.getId().equals(requestedId);
    }

    boolean requestedIdFromCookie() {
        return source == Source.COOKIE;
    }

    boolean requestedIdFromUrl() {
        return source == Source.URL;
    }

    /** Returns the session, or null if there is none and none is to be created. */
    HttpSessionImpl get(boolean create) {
        if (current != null && current.valid()) {
            return current;
        }
        if (!create) {
            return null;
        }
        boolean byCookie = tracksBy(SessionTrackingMode.COOKIE);
        if (byCookie && request.response().committed()) {
            throw new IllegalStateException("A session must be created before the response is committed");
        }
        release();
        current = context.sessions().create();
        knownId = current.getId();
        if (byCookie) {
            sendCookie();
        }
        return current;
    }

    /**
     * Tells whether the request has come by the id that its session has now. If another request has changed it since,
     * this one may be of somebody who must not know the new one (session fixation).
     */
    boolean knowsId() {
        return current != null && current.getId().equals(knownId);
    }

    String changeId() {
        HttpSessionImpl session = get(false);
        if (session == null) {
            throw new IllegalStateException("The request has no session whose id could change");
        }
        idChanged(context.sessions().changeId(session));
        return knownId;
    }

    /** Changes the id of the session that there is, unless another request has changed it; then it is false. */
    boolean changeKnownId() {
        String id = context.sessions().changeId(current, knownId);
        if (id != null) {
            idChanged(id);
        }
        return id != null;
    }

    private void idChanged(String id) {
        knownId = id;
        if (tracksBy(SessionTrackingMode.COOKIE) && !request.response().committed()) {
            sendCookie();
        }
    }

    private void sendCookie() {
        SessionCookieConfigImpl config = context.sessionConfiguration().cookie();
        Cookie cookie = new Cookie(config.effectiveName(), current.getId());
        config.getAttributes().forEach(cookie::setAttribute);
        if (config.getPath() == null) {
            cookie.setPath(context.getContextPath().isEmpty() ? "/" : context.getContextPath());
        }
        cookie.setSecure(config.isSecure() || request.isSecure());
        cookie.setHttpOnly(!"false".equalsIgnoreCase(config.getAttribute("HttpOnly")));
        request.response().sessionCookie(context, Cookies.format(cookie, System.currentTimeMillis()));
    }

    /** Gives the session back: at the end, or if it is not to be this request's, which may create another. */
    void release() {
        if (current != null) {
            context.sessions().release(current);
            current = null;
        }
    }

    /** Returns a URL with the session's id in it, if the client needs and may know it, and the URL leads here. */
    String encode(String url) {
        HttpSessionImpl session = get(false);
        if (url == null || session == null || source == Source.COOKIE || url.startsWith("#")
                || !knowsId() || !tracksBy(SessionTrackingMode.URL) || !leadsHere(url)) {
            return url;
        }
        String marker = ';' + parameterName() + '=';
        if (url.contains(marker)) {
            return url;
        }
        int end = RedirectLocation.pathEnd(url);
        if (end == 0) {
            return encode(RedirectLocation.absolute(url, request));
        }
        return url.substring(0, end) + marker + knownId + url.substring(end);
    }

    private boolean leadsHere(String url) {
        String absolute;
        try {
            absolute = RedirectLocation.absolute(url, request);
        } catch (IllegalArgumentException ignored) { // a URL that leads nowhere does not lead here
            return false;
        }
        String server = RedirectLocation.server(request);
        int end = server.length();
        if (!absolute.startsWith(server) || absolute.length() > end && "/;?#".indexOf(absolute.charAt(end)) < 0) {
            return false;
        }
        String path = absolute.substring(end, RedirectLocation.pathEnd(absolute));
        int parameters = path.indexOf(';');
        return context.owns(parameters < 0 ? path : path.substring(0, parameters));
    }
}

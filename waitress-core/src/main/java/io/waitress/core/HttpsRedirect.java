package io.waitress.core;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestHead;
import java.util.function.IntSupplier;

/** Answers every request by a redirect to the same host, path and query by HTTPS. */
final class HttpsRedirect implements Application {

    private static final int DEFAULT_PORT = 443;
    private static final int MOVED_PERMANENTLY = 301;
    private static final int PERMANENT_REDIRECT = 308;

    private final IntSupplier port;

    /**
     * @param port asked once there are requests
     */
    HttpsRedirect(IntSupplier port) {
        this.port = port;
    }

    /** Older clients know 301 only, but answer it by GET whatever they asked before (RFC 9110, section 15.4.9). */
    @Override
    public void service(Exchange exchange) {
        RequestHead request = exchange.request();
        boolean safe = request.method().equals("GET") || request.method().equals("HEAD");
        exchange.response().status(safe ? MOVED_PERMANENTLY : PERMANENT_REDIRECT);
        exchange.response().headers().set("Location", location(request));
    }

    private String location(RequestHead request) {
        int https = port.getAsInt();
        String path = request.path().startsWith("/") ? request.path() : "/";
        return "https://" + request.host() + (https == DEFAULT_PORT ? "" : ":" + https) + path
                + (request.query() == null ? "" : "?" + request.query());
    }
}

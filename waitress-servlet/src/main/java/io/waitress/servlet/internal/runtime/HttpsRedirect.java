package io.waitress.servlet.internal.runtime;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends clients with what came over a plain connection to HTTPS. Safe from any thread. */
final class HttpsRedirect {

    private static final Logger LOG = LoggerFactory.getLogger(HttpsRedirect.class);

    private final AtomicBoolean warned = new AtomicBoolean();   // of redirects without a port, once

    /** Answers a request by a redirect to itself, or by 403 if nothing is known that speaks TLS. */
    void answer(ServletRequestImpl request, HttpServletResponse response) throws IOException {
        int port = request.exchange().connection().httpsPort();
        if (port == 0) {
            if (warned.compareAndSet(false, true)) {
                LOG.warn("{} needs HTTPS, and so may others, but no address has TLS: give a certificate or, if a proxy"
                        + " speaks TLS, its port in the setting httpsPort. They answer 403", request);
            }
            RequestGuard.refuse(response);
            return;
        }
        String method = request.getMethod();
        String query = request.exchange().request().query();
        response.setStatus(method.equals("GET") || method.equals("HEAD")
                ? HttpServletResponse.SC_FOUND
                : HttpServletResponse.SC_TEMPORARY_REDIRECT);
        response.setHeader("Location", RedirectLocation.server("https", request.getServerName(), port)
                + request.target().origin().requestURI() + (query == null ? "" : '?' + query));
    }
}

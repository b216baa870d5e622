package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.MalformedBodyException;
import io.waitress.core.http.HttpException;
import io.waitress.servlet.internal.text.InvalidParametersException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what went wrong in a request into a response: an error page of the application, else a plain one. Called by the
 * thread that runs the exchange, when the application's code has returned.
 */
final class ErrorDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorDispatcher.class);
    private static final int INTERNAL_ERROR = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    private static final int DEEPEST_CAUSE = 16;

    private final ServletContextImpl context;
    private final ErrorPages pages;
    private final DefaultErrorPage defaultPage;

    /** What an error page is told. */
    private record Failure(int status, String message, Throwable exception) {
    }

    ErrorDispatcher(ServletContextImpl context, ErrorPages pages, DefaultErrorPage defaultPage) {
        this.context = context;
        this.pages = pages;
        this.defaultPage = defaultPage;
    }

    /** Answers a {@code sendError}. */
    void sent(ServletRequestImpl request, ServletResponseImpl response) {
        int status = response.errorStatus();
        answer(request, response, pages.forStatus(status), new Failure(status, response.errorMessage(), null));
    }

    /** Answers an asynchronous request that nobody completed in time. */
    void timedOut(ServletRequestImpl request, ServletResponseImpl response) {
        if (response.isCommitted()) {
            LOG.warn("{} {} timed out and ends with what was sent", request.getMethod(), request.getRequestURI());
            return;
        }
        answer(request, response, pages.forStatus(INTERNAL_ERROR),
                new Failure(INTERNAL_ERROR, "The request took too long", null));
    }

    /** Answers an exception that the application threw. */
    void thrown(ServletRequestImpl request, ServletResponseImpl response, Throwable thrown) {
        ClientDisconnectedException disconnect = disconnect(thrown);
        if (disconnect != null) {
            request.exchange().fail(disconnect);
            return;
        }
        HttpException refusal = refusal(thrown);
        if (response.committed()) {
            request.exchange().fail(refusal == null ? thrown : refusal);
            return;
        }
        log(request, thrown);
        if (response.isCommitted() && !response.errorSent()) {
            return; // the application closed its response before it failed: the client gets that
        }
        if (thrown instanceof UnavailableException unavailable) {
            answerUnavailable(request, response, unavailable);
            return;
        }
        int status = refusal == null ? INTERNAL_ERROR : refusal.status();
        ErrorPages.Match match = pages.forException(thrown);
        if (match == null) {
            answer(request, response, pages.forStatus(status), new Failure(status, thrown.getMessage(), thrown));
        } else {
            answer(request, response, match.location(), new Failure(status, thrown.getMessage(), match.exception()));
        }
    }

    /** Returns the disconnection that an application has wrapped into an exception of its own, or null. */
    private static ClientDisconnectedException disconnect(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof ClientDisconnectedException found) {
                return found;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Returns what tells the client its fault, also if it is inside a ServletException; or null. */
    private static HttpException refusal(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause instanceof ServletException && depth < DEEPEST_CAUSE; depth++) {
            cause = cause.getCause();
        }
        if (cause instanceof MalformedBodyException malformed) {
            return malformed.refusal();
        }
        if (cause instanceof InvalidParametersException invalid) {
            return new HttpException(invalid.status(), invalid.getMessage());
        }
        return cause instanceof HttpException refusal ? refusal : null;
    }

    /** Logs what the application threw, as far as it is news. */
    void log(ServletRequestImpl request, Throwable thrown) {
        if (thrown instanceof UnavailableException) {
            return; // the servlet's withdrawal was logged, and each refusal repeats it
        }
        if (refusal(thrown) != null || thrown instanceof ClientDisconnectedException) {
            LOG.debug("{} {}: {}", request.getMethod(), request.getRequestURI(), thrown.toString());
            return;
        }
        ServletHolder servlet = request.target().servlet();
        LOG.error("{} {}{} failed", request.getMethod(), request.getRequestURI(),
                servlet == null ? "" : " for servlet '" + servlet.name() + "'", thrown);
    }

    /** 404 if the servlet is gone for good, else 503 (Servlet 6.1, section 2.3.3.2). */
    private void answerUnavailable(ServletRequestImpl request, ServletResponseImpl response,
            UnavailableException unavailable) {
        int status = HttpServletResponse.SC_NOT_FOUND;
        if (!unavailable.isPermanent() && unavailable.getUnavailableSeconds() > 0) {
            status = HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            response.engineResponse().headers()
                    .set("Retry-After", String.valueOf(unavailable.getUnavailableSeconds()));
        }
        answer(request, response, pages.forStatus(status), new Failure(status, null, null));
    }

    private void answer(ServletRequestImpl request, ServletResponseImpl response, String location, Failure failure) {
        response.resetForError(failure.status);
        if (location == null || !dispatch(request, response, location, failure)) {
            if (response.committed()) {
                return;
            }
            response.resetForError(failure.status);
            defaultPage.write(response, failure.status, failure.message, failure.exception);
        }
    }

    /** Runs the error page; false if there is no such resource, or it failed itself. */
    private boolean dispatch(ServletRequestImpl request, ServletResponseImpl response, String location,
            Failure failure) {
        DispatchTarget before = request.target();
        DispatchTarget target = PathDestination.of(context.router(), location)
                .error(before, request.exchange().request().query());
        if (target.servlet() == null) {
            return false;
        }
        describe(request, before, failure);
        request.target(target);
        request.asyncSupported(true);
        request.method("GET");
        Throwable thrown = context.invocation().run(target.chain(), request, response);
        if (!request.isAsyncStarted()) {
            request.target(before);
        }
        if (thrown != null) {
            LOG.error("The error page {} failed", location, thrown);
            if (request.isAsyncStarted()) {
                request.async().completeUnlessAsked();  // nobody is going to
            }
        }
        return thrown == null && !response.errorSent();
    }

    private static void describe(ServletRequestImpl request, DispatchTarget failed, Failure failure) {
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, failure.status);
        request.setAttribute(RequestDispatcher.ERROR_MESSAGE, failure.message == null ? "" : failure.message);
        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, failure.exception);
        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE,
                failure.exception == null ? null : failure.exception.getClass());
        request.setAttribute(RequestDispatcher.ERROR_METHOD, request.getMethod());
        request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
        request.setAttribute(RequestDispatcher.ERROR_QUERY_STRING, request.getQueryString());
        request.setAttribute(RequestDispatcher.ERROR_SERVLET_NAME,
                failed.servlet() == null ? null : failed.servlet().name());
    }
}

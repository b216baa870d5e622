package io.waitress.servlet.internal.runtime;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Forwards and includes (Servlet 6.1, chapter 9). The request that the application passes goes on as it is, wrappers
 * and all; what changes for the time of the dispatch is the target of the server's request inside. Immutable.
 */
final class RequestDispatcherImpl implements RequestDispatcher {

    private final Destination destination;

    RequestDispatcherImpl(Destination destination) {
        this.destination = destination;
    }

    @Override
    public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        ServletRequestImpl inner = ServletRequestImpl.of(request);
        ServletResponseImpl innerResponse = ServletResponseImpl.of(response);
        if (response.isCommitted()) {
            throw new IllegalStateException("forward after the response was committed");
        }
        response.resetBuffer();
        run(inner, destination.forward(inner.target(), inner.exchange().request().query()), request, response);
        if (!inner.isAsyncStarted() && !innerResponse.errorSent()) {
            close(response, innerResponse);
        }
    }

    /**
     * Ends the response; through the application's wrapper if there is one, which may hold something back. A wrapper
     * that has not touched the response so far collects what is written, for somebody to use after the forward.
     */
    private static void close(ServletResponse response, ServletResponseImpl inner) throws IOException {
        if (response == inner) {
            inner.closeOutput();
        } else if (inner.usesWriter()) {
            closeWriterFirst(response);
        } else if (inner.usesStream()) {
            closeStreamFirst(response);
        }
    }

    private static void closeWriterFirst(ServletResponse response) throws IOException {
        PrintWriter writer;
        try {
            writer = response.getWriter();
        } catch (IllegalStateException wrapperGaveItsStream) {
            response.getOutputStream().close();
            return;
        }
        writer.close();
    }

    private static void closeStreamFirst(ServletResponse response) throws IOException {
        ServletOutputStream stream;
        try {
            stream = response.getOutputStream();
        } catch (IllegalStateException wrapperGaveItsWriter) {
            response.getWriter().close();
            return;
        }
        stream.close();
    }

    @Override
    public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        ServletRequestImpl inner = ServletRequestImpl.of(request);
        ServletResponseImpl innerResponse = ServletResponseImpl.of(response);
        boolean includedBefore = innerResponse.included();
        innerResponse.included(true);
        try {
            run(inner, destination.include(inner.target()), request, response);
        } finally {
            innerResponse.included(includedBefore);
        }
    }

    private static void run(ServletRequestImpl inner, DispatchTarget target, ServletRequest request,
            ServletResponse response) throws ServletException, IOException {
        DispatchTarget before = inner.target();
        boolean asyncSupportedBefore = inner.isAsyncSupported();
        inner.target(target);
        try {
            if (target.context() == before.context()) {
                target.chain().doFilter(request, response);
            } else {
                ForeignDispatch.run(inner, target, request, response);
            }
        } catch (UnavailableException e) {
            inner.unavailable(e);
            throw e;
        } finally {
            inner.target(before);
            inner.asyncSupported(asyncSupportedBefore);
        }
    }
}

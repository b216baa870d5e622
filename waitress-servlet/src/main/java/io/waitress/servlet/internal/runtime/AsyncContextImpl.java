package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.HttpException;
import io.waitress.servlet.internal.text.UriPath;
import io.waitress.servlet.internal.text.UrlEncoding;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One asynchronous cycle of a request: a new object for each {@code startAsync}, so that a late call on an old one can
 * do no harm. {@link AsyncState} has the picture.
 *
 * <p>Any thread may call the methods of {@link AsyncContext}: they move the state by compare-and-set, and whoever moves
 * it does what follows, so of a completion, a dispatch and a time-out at the same moment exactly one happens. What
 * follows runs through {@code Exchange.execute} and so never beside the application's other container calls.
 */
final class AsyncContextImpl implements AsyncContext {

    private final ServletRequestImpl inner;
    private final ServletResponseImpl innerResponse;
    private final ServletRequest request;
    private final ServletResponse response;
    private final ServletContextImpl context;   // of the resource that started the cycle
    private final DispatchTarget startedIn;     // what the request showed then
    private final boolean explicit;             // started with given request and response
    private final AsyncListeners listeners;
    private final AtomicReference<AsyncState> state = new AtomicReference<>(AsyncState.STARTED);
    private final AtomicReference<DispatchTarget> next = new AtomicReference<>();   // set by the first to ask
    private volatile long timeoutMillis;

    private AsyncContextImpl(ServletRequestImpl inner, ServletRequest request, ServletResponse response,
            boolean explicit) {
        this.inner = inner;
        this.innerResponse = ServletResponseImpl.of(response);
        this.request = request;
        this.response = response;
        this.explicit = explicit;
        this.startedIn = inner.target();
        this.context = startedIn.context();
        this.listeners = new AsyncListeners(context.invocation());
        this.timeoutMillis = context.model().asyncTimeout().toMillis();
    }

    /** Starts a cycle with the server's own request and response. */
    static AsyncContextImpl start(ServletRequestImpl inner, ServletResponseImpl response) {
        return start(inner, inner, response, false);
    }

    /** Starts a cycle with a request and a response that the application gives, wrapped or not. */
    static AsyncContextImpl start(ServletRequestImpl inner, ServletRequest request, ServletResponse response) {
        if (ServletRequestImpl.of(request) != inner) {
            throw new IllegalArgumentException("startAsync was given another request: " + request);
        }
        return start(inner, request, response, true);
    }

    private static AsyncContextImpl start(ServletRequestImpl inner, ServletRequest request, ServletResponse response,
            boolean explicit) {
        if (!inner.isAsyncSupported()) {
            throw new IllegalStateException("startAsync: a filter or servlet on the way of this request "
                    + "does not support asynchronous processing (async-supported)");
        }
        AsyncContextImpl previous = inner.async();
        if (previous != null && !previous.state.get().restartable()) {
            throw new IllegalStateException("startAsync was called already; the state is " + previous.state);
        }
        if (!ServletResponseImpl.of(response).acceptsOutput()) {
            throw new IllegalStateException("startAsync after the response was closed");
        }
        AsyncContextImpl started = new AsyncContextImpl(inner, request, response, explicit);
        if (previous != null) {
            previous.enter(AsyncState.RESTARTED);
        }
        inner.exchange().suspend();
        inner.async(started);
        if (previous != null) {
            previous.listeners.tell(AsyncListener::onStartAsync, started, null);
        }
        return started;
    }

    // ---- what the application sees ----

    /** Returns what {@code isAsyncStarted} returns. */
    boolean started() {
        return state.get().started();
    }

    @Override
    public ServletRequest getRequest() {
        requireOpen("getRequest");
        return request;
    }

    @Override
    public ServletResponse getResponse() {
        requireOpen("getResponse");
        return response;
    }

    private void requireOpen(String method) {
        if (state.get().onComplete() == null) {
            throw illegal(method);
        }
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return request == inner && response == innerResponse;
    }

    @Override
    public void setTimeout(long millis) {
        requireInside("setTimeout");
        timeoutMillis = millis;
    }

    @Override
    public long getTimeout() {
        return timeoutMillis;
    }

    @Override
    public void addListener(AsyncListener listener) {
        addListener(listener, request, response);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest supplied, ServletResponse suppliedResponse) {
        requireInside("addListener");
        listeners.add(Objects.requireNonNull(listener, "listener"), supplied, suppliedResponse);
    }

    private void requireInside(String method) {
        switch (state.get()) {
            case STARTED, COMPLETE_ASKED, DISPATCH_ASKED -> { }
            default -> throw illegal(method);
        }
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.factory().instantiate(type);
    }

    @Override
    public void start(Runnable task) {
        Objects.requireNonNull(task, "task");
        requireOpen("start");
        inner.exchange().fork(() -> context.invocation().runLogged("a task of AsyncContext.start", task::run));
    }

    @Override
    public void complete() {
        if (ask(true)) {
            inner.exchange().execute(this::finish);
        }
    }

    /** To where the request was when the cycle started, or where the given request says that it is. */
    @Override
    public void dispatch() {
        DispatchTarget back = explicit ? startedIn : startedIn.dispatchedByContainer();
        String uri = explicit && request instanceof HttpServletRequest http ? http.getRequestURI() : back.requestURI();
        String contextPath = back.context().getContextPath();
        dispatch(back, back.context(), uri.startsWith(contextPath + '/')
                ? uri.substring(contextPath.length())
                : UrlEncoding.encodePath(back.route().path()));
    }

    @Override
    public void dispatch(String path) {
        dispatch(context, path);
    }

    @Override
    public void dispatch(ServletContext to, String path) {
        dispatch(explicit ? startedIn : startedIn.origin(), to, path);
    }

    /** Dispatches with the query and the parameters that the request had in the target {@code before}. */
    private void dispatch(DispatchTarget before, ServletContext to, String path) {
        if (!(to instanceof ServletContextImpl other)) {
            throw new IllegalArgumentException("dispatch to a context of another server: " + to);
        }
        if (path == null || !path.startsWith("/")) {
            throw new IllegalArgumentException("dispatch to '" + path + "'; expected a path that begins with '/'");
        }
        PathDestination destination = PathDestination.of(other.router(), path);
        try {
            UriPath.canonical(destination.rawPath());
        } catch (HttpException e) {
            throw new IllegalArgumentException("dispatch to '" + path + "': " + e.getMessage(), e);
        }
        requireOpen("dispatch");
        DispatchTarget target = destination.async(before, inner.exchange().request().query());
        if (!next.compareAndSet(null, target)) {
            throw illegal("dispatch");
        }
        if (ask(false)) {
            inner.exchange().execute(this::runDispatch);
        }
    }

    /** Notes a completion or a dispatch; true if it is to be done at once, since nobody is inside. */
    private boolean ask(boolean completion) {
        while (true) {
            AsyncState seen = state.get();
            AsyncState wanted = completion ? seen.onComplete() : seen.onDispatch();
            if (wanted == null) {
                throw illegal(completion ? "complete" : "dispatch");
            }
            if (move(seen, wanted)) {
                return seen == AsyncState.WAITING;
            }
        }
    }

    private IllegalStateException illegal(String method) {
        return new IllegalStateException(method + " is not possible now; the state of this asynchronous cycle is "
                + state);
    }

    // ---- what the container does; always on the thread that runs the exchange ----

    /**
     * The container's call that started this cycle, or ran its dispatch, has returned.
     *
     * @param thrown what it threw, or null
     */
    void returned(Throwable thrown) {
        if (thrown != null) {
            failed(thrown);
            return;
        }
        while (true) {
            AsyncState seen = state.get();
            AsyncState wanted = seen.onReturn();
            if (wanted == null) {
                throw illegal("returned");
            }
            if (wanted == AsyncState.WAITING) {
                inner.target(startedIn);    // references keep showing what they showed (section 9.4)
            }
            if (move(seen, wanted)) {
                follow(wanted);
                return;
            }
        }
    }

    private void follow(AsyncState entered) {
        switch (entered) {
            case WAITING -> startTimer();
            case COMPLETING -> finish();
            case DISPATCHING -> inner.exchange().execute(this::runDispatch);
            default -> throw new IllegalStateException("nothing follows " + entered);
        }
    }

    private void startTimer() {
        if (timeoutMillis > 0) {
            inner.exchange().deadline(Duration.ofMillis(timeoutMillis), this::expired);
        }
    }

    private void expired() {
        if (move(AsyncState.WAITING, AsyncState.NOTIFYING)) {
            listeners.tell(AsyncListener::onTimeout, this, null);
            recover(null);
        }
    }

    /**
     * The application failed: inside a container's call, or in a listener of one of the streams.
     *
     * @param thrown what it threw
     */
    void failed(Throwable thrown) {
        while (true) {
            AsyncState seen = state.get();
            if (!seen.leadsTo(AsyncState.NOTIFYING)) {
                context.handler().errors().log(inner, thrown);
                return;
            }
            if (move(seen, AsyncState.NOTIFYING)) {
                break;
            }
        }
        next.set(null); // a dispatch that was asked for before the failure is void
        listeners.tell(AsyncListener::onError, this, thrown);
        recover(thrown);
    }

    /** Makes an error page unless a listener took care (Servlet 6.1, section 2.3.3.3). */
    private void recover(Throwable thrown) {
        if (move(AsyncState.NOTIFYING, AsyncState.FAILING)) {
            if (thrown == null) {
                context.handler().errors().timedOut(inner, innerResponse);
            } else {
                context.handler().errors().thrown(inner, innerResponse, thrown);
            }
        } else if (thrown != null) {
            context.handler().errors().log(inner, thrown);
        }
        inner.async().returned(null);
    }

    private void runDispatch() {
        enter(AsyncState.DISPATCHED);
        DispatchTarget target = next.get();
        inner.target(target);
        inner.asyncSupported(true);
        Throwable thrown = target.context().invocation().run(target.chain(), request, response);
        inner.async().returned(thrown);
    }

    private void finish() {
        if (innerResponse.errorSent()) {
            context.handler().errors().sent(inner, innerResponse);
        }
        listeners.tell(AsyncListener::onComplete, this, null);
        enter(AsyncState.COMPLETED);
        startedIn.origin().context().handler().finish(inner, innerResponse);
        inner.exchange().complete();
    }

    private void enter(AsyncState wanted) {
        AsyncState seen = state.get();
        if (!seen.leadsTo(wanted) || !state.compareAndSet(seen, wanted)) {
            throw new IllegalStateException("an asynchronous cycle went from " + seen + " to " + wanted);
        }
    }

    /** Moves from a state that was seen, unless somebody else has moved. */
    private boolean move(AsyncState seen, AsyncState wanted) {
        if (!seen.leadsTo(wanted)) {
            throw new IllegalStateException("an asynchronous cycle cannot go from " + seen + " to " + wanted);
        }
        return state.compareAndSet(seen, wanted);
    }
}

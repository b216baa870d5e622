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
import java.util.EnumMap;
import java.util.Map;
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
    private final AtomicReference<Step> step = new AtomicReference<>(Step.at(AsyncState.STARTED));
    private volatile long timeoutMillis;

    /** The thread of the container inside which the cycle began; null once that has returned. */
    private volatile Thread starter = Thread.currentThread();

    /**
     * Where the cycle is. A state and its target change together, so that a dispatch that was asked for is never
     * without its target, nor with that of another.
     *
     * @param target where to, from when a dispatch was asked for until it runs; null in all other states
     */
    private record Step(AsyncState state, DispatchTarget target) {

        private static final Map<AsyncState, Step> WITHOUT_TARGET = new EnumMap<>(AsyncState.class);

        static {
            for (AsyncState state : AsyncState.values()) {
                WITHOUT_TARGET.put(state, new Step(state, null));
            }
        }

        static Step at(AsyncState state) {
            return WITHOUT_TARGET.get(state);
        }

        static Step at(AsyncState state, DispatchTarget target) {
            return target == null ? at(state) : new Step(state, target);
        }
    }

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
        if (previous != null && !previous.state().restartable()) {
            throw new IllegalStateException("startAsync was called already; the state is " + previous.state());
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

    /**
     * Returns what the request shows to the calling thread. While the container's thread is on its way back through
     * filters and dispatchers, which put back what the request showed before them, others see what they began with
     * (Servlet 6.1, section 9.4).
     */
    DispatchTarget shown(DispatchTarget current) {
        Thread inside = starter;
        return inside == null || inside == Thread.currentThread() ? current : startedIn;
    }

    /** Returns what {@code isAsyncStarted} returns. */
    boolean started() {
        return state().started();
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
        if (state().onComplete() == null) {
            throw illegal(method);
        }
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return request == inner && response == innerResponse;
    }

    /** Counts from now if nobody is inside. */
    @Override
    public void setTimeout(long millis) {
        requireUnfinished("setTimeout");
        timeoutMillis = millis;
        if (state() == AsyncState.WAITING) {
            execute(this::restartTimer);
        }
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
        requireUnfinished("addListener");
        listeners.add(Objects.requireNonNull(listener, "listener"), supplied, suppliedResponse);
    }

    /**
     * The specification ends the time for this when the container's call returns that has started the cycle. Other
     * servers do not, and libraries such as CometD add listeners when they have read the body, or later.
     */
    private void requireUnfinished(String method) {
        switch (state()) {
            case STARTED, WAITING, COMPLETE_ASKED, DISPATCH_ASKED, NOTIFYING, FAILING -> { }
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
        if (ask(null)) {
            execute(this::finish);
        }
    }

    /** Ends the cycle, unless the application has asked for something already. */
    void completeUnlessAsked() {
        try {
            complete();
        } catch (IllegalStateException ignored) {
            // what was asked for comes
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
        if (ask(destination.async(before, inner.exchange().request().query()))) {
            execute(this::runDispatch);
        }
    }

    /**
     * Notes what the application asks for.
     *
     * @param target of a dispatch, or null for a completion
     * @return true if it is to be done at once, since nobody is inside
     */
    private boolean ask(DispatchTarget target) {
        while (true) {
            Step seen = step.get();
            AsyncState wanted = target == null ? seen.state.onComplete() : seen.state.onDispatch();
            if (wanted == null) {
                throw illegal(target == null ? "complete" : "dispatch");
            }
            if (move(seen, Step.at(wanted, target))) {
                return seen.state == AsyncState.WAITING;
            }
        }
    }

    private IllegalStateException illegal(String method) {
        return new IllegalStateException(method + " is not possible now; the state of this asynchronous cycle is "
                + state());
    }

    private AsyncState state() {
        return step.get().state;
    }

    // ---- what the container does; always on the thread that runs the exchange ----

    /**
     * The container's call that started this cycle, or ran its dispatch, has returned.
     *
     * @param thrown what it threw, or null
     */
    void returned(Throwable thrown) {
        if (thrown != null) {
            starter = null;
            failed(thrown);
            return;
        }
        while (true) {
            Step seen = step.get();
            AsyncState wanted = seen.state.onReturn();
            if (wanted == null) {
                throw illegal("returned");
            }
            if (wanted == AsyncState.WAITING) {
                inner.target(startedIn);    // references keep showing what they showed (section 9.4)
            }
            starter = null;
            if (move(seen, Step.at(wanted, seen.target))) {
                follow(wanted);
                return;
            }
        }
    }

    private void follow(AsyncState entered) {
        switch (entered) {
            case WAITING -> startTimer();
            case COMPLETING -> finish();
            case DISPATCHING -> execute(this::runDispatch);
            default -> throw new IllegalStateException("nothing follows " + entered);
        }
    }

    private void startTimer() {
        if (timeoutMillis > 0) {
            inner.exchange().deadline(Duration.ofMillis(timeoutMillis), () -> run(this::expired));
        }
    }

    private void restartTimer() {
        if (state() == AsyncState.WAITING) {
            inner.exchange().deadline(Duration.ofMillis(Math.max(0, timeoutMillis)), () -> run(this::expired));
        }
    }

    private void expired() {
        if (move(Step.at(AsyncState.WAITING), Step.at(AsyncState.NOTIFYING))) {
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
            Step seen = step.get();
            if (!seen.state.leadsTo(AsyncState.NOTIFYING)) {
                context.handler().errors().log(inner, thrown);
                return;
            }
            if (move(seen, Step.at(AsyncState.NOTIFYING))) {    // a dispatch that was asked for before is void
                break;
            }
        }
        listeners.tell(AsyncListener::onError, this, thrown);
        recover(thrown);
    }

    /** Makes an error page unless a listener took care (Servlet 6.1, section 2.3.3.3). */
    private void recover(Throwable thrown) {
        if (move(Step.at(AsyncState.NOTIFYING), Step.at(AsyncState.FAILING))) {
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
        DispatchTarget target = step.get().target;
        enter(AsyncState.DISPATCHED);
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

    /** Has a step done when its turn comes. */
    private void execute(Runnable next) {
        inner.exchange().execute(() -> run(next));
    }

    /** Runs a step; what escapes it ends the exchange, and so the request. */
    private void run(Runnable next) {
        boolean returned = false;
        try {
            next.run();
            returned = true;
        } finally {
            if (!returned) {
                startedIn.origin().context().handler().abandon(inner);
            }
        }
    }

    private void enter(AsyncState wanted) {
        Step seen = step.get();
        if (!seen.state.leadsTo(wanted) || !step.compareAndSet(seen, Step.at(wanted))) {
            throw new IllegalStateException("an asynchronous cycle went from " + seen.state + " to " + wanted);
        }
    }

    /** Moves from a step that was seen, unless somebody else has moved. */
    private boolean move(Step seen, Step wanted) {
        if (!seen.state.leadsTo(wanted.state)) {
            throw new IllegalStateException("an asynchronous cycle cannot go from " + seen.state + " to "
                    + wanted.state);
        }
        return step.compareAndSet(seen, wanted);
    }
}

package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.MalformedBodyException;
import io.waitress.core.exchange.Observation;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.exchange.Response;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.internal.parse.ParsedHead;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, or the refusal of one, on its way through the application.
 *
 * <p>Created by the dispatcher, published by {@link RequestQueue}, then run by one thread at a time: the worker in
 * {@link #serve}, later the tasks of {@link SerialTasks}. Whoever wins {@code completed} owns the response from then on,
 * ends it and lets the connection go on, whatever goes wrong meanwhile; every other attempt has no effect.
 *
 * <p>Who fails the exchange while somebody else runs it only leaves the cause in {@code failure} and a task that ends
 * the exchange in its turn. Whoever ends it looks at {@code failure} after it has won {@code completed}, and who leaves
 * a cause looks at {@code completed} after that, so that no cause is lost.
 */
final class Http1Exchange implements Exchange, SerialTasks.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Http1Exchange.class);
    private static final VarHandle COMPLETED;
    private static final VarHandle TASKS;
    private static final VarHandle DEADLINE;
    private static final VarHandle FAILURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COMPLETED = lookup.findVarHandle(Http1Exchange.class, "completed", boolean.class);
            TASKS = lookup.findVarHandle(Http1Exchange.class, "tasks", SerialTasks.class);
            DEADLINE = lookup.findVarHandle(Http1Exchange.class, "deadline", ExchangeDeadline.class);
            FAILURE = lookup.findVarHandle(Http1Exchange.class, "failure", Throwable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http1Protocol protocol;

    /** Null if the request was refused before its head was complete. */
    private final ParsedHead head;

    /** Null if there is no body. Closed by whoever completes the exchange. */
    private final BodySource source;

    /** Why the request never reaches the application, or null. Written by the server of the queue only. */
    private Throwable refusal;

    /** The answer of the server itself, or null. */
    private final CannedAnswer canned;

    /** Null if nobody asks for it. */
    private final Observation observation;

    /** Null if requests have no names. */
    private final String requestId;

    /** Null until a worker serves the exchange. Confined to whoever runs it, as the next four. */
    private Http1Response response;
    private RequestBody body;
    private boolean suspended;
    private UpgradeHandler upgradeHandler;

    /** Whether the response cannot be ended properly: the client has gone, or has to see that it was cut. */
    private boolean aborted;

    /** The thread that runs the exchange. No thread finds itself here by a race, so only that question is asked. */
    private Thread runner;

    private volatile boolean completed;

    /** Why the exchange is to fail, from a thread that did not run it; null if there is no cause, or it was taken. */
    private volatile Throwable failure;

    /** Null until something is to be executed or the exchange is suspended; set once. */
    private volatile SerialTasks tasks;

    /** Null until a deadline is set; set once. */
    private volatile ExchangeDeadline deadline;

    private Http1Exchange(Http1Protocol protocol, ParsedHead head, BodySource source, Throwable refusal,
            CannedAnswer canned) {
        this.protocol = protocol;
        this.head = head;
        this.source = source;
        this.refusal = refusal;
        this.canned = canned;
        this.observation = protocol.context().observer() == null ? null : new Observation(head, head == null ? 0 : head.bytes(),
                protocol.info(), protocol.connection().dispatcher().nowNanos(), System.currentTimeMillis());
        RequestIds ids = protocol.context().ids();
        this.requestId = ids == null ? null : ids.nameOf(head, protocol.connection().remoteAddress());
        if (observation != null) {
            observation.requestId(requestId);
        }
    }

    /** Returns the exchange for a request; the source is null if it has no body. */
    static Http1Exchange of(Http1Protocol protocol, ParsedHead head, BodySource source) {
        Probes probes = protocol.context().probes();
        return new Http1Exchange(protocol, head, source, null, probes == null ? null
                : probes.answer(head, protocol.connection().remoteAddress()));
    }

    /** Returns the exchange that answers a request that cannot be understood or accepted; the head may be null. */
    static Http1Exchange refusing(Http1Protocol protocol, ParsedHead head, Throwable refusal) {
        return new Http1Exchange(protocol, head, null, refusal, null);
    }

    /** Tells whether {@link #serve} answers without the application, and so without waiting for anything. */
    boolean needsNoApplication() {
        return refusal != null || canned != null;
    }

    /** Keeps the request from the application. Called by the server of the queue, before {@link #serve}. */
    void refuse(HttpException cause) {
        refusal = cause;
    }

    /**
     * Runs the application. Called on a worker, once.
     *
     * @return true if the exchange is complete and the caller has to go on with the next one; false if somebody else
     *     completes or has completed it
     */
    boolean serve() {
        response = new Http1Response(this, protocol.context(), protocol.connection().outbound(),
                protocol.connection().memory().chunks());
        Throwable thrown = refusal;
        runner = Thread.currentThread();
        if (observation != null) {
            observation.begun(System.nanoTime());
        }
        try {
            if (canned != null) {
                response.replaceBy(canned);
            } else if (refusal == null) {
                runApplication();
            }
        } catch (Throwable e) {
            thrown = e;
        } finally {
            runner = null;
        }
        if (suspended && thrown == null) {
            SerialTasks mine = tasks();
            if (!completed) {
                protocol.suspended(this);
            }
            mine.ownerReturned();
            return false;
        }
        return finish(thrown);
    }

    private void runApplication() throws Exception {
        if (!surrounded()) {
            protocol.context().application().service(this);
            return;
        }
        Surroundings.Entered entered = Surroundings.enter(this);
        try {
            protocol.context().application().service(this);
        } finally {
            entered.leave();
        }
    }

    /** Tells whether anybody wants to know when application code runs. */
    private boolean surrounded() {
        return requestId != null || protocol.context().stuck() != null;
    }

    private Runnable surrounded(Runnable task) {
        return surrounded() ? Surroundings.around(this, task) : task;
    }

    /** Tells whether this is likely to be over soon. */
    boolean isShort(ServiceTimes times) {
        return head != null && times.isShort(head.method(), head.path());
    }

    /** Enters how long {@link #serve} took. */
    void enter(ServiceTimes times, long nanos) {
        if (head != null) {
            times.served(head.method(), head.path(), nanos);
        }
    }

    /** Lets go of a suspended exchange because the server has stopped, in its turn. Any thread; never waits. */
    void abandon() {
        tasks().executeHere(() -> {
            if (COMPLETED.compareAndSet(this, false, true)) {
                release();
                aborted = true;
                tell();
                protocol.loop().exchangeEnded();
            }
        });
    }

    /** Drops the request unanswered: the connection is at its end. */
    void discard() {
        completed = true;
        release();
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public RequestBody body() {
        if (body == null) {
            body = (source == null ? new RequestContent(0, null, null) : source).open(this);
        }
        return body;
    }

    @Override
    public Response response() {
        return response;
    }

    @Override
    public ConnectionInfo connection() {
        return protocol.info();
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public Observation observation() {
        return observation;
    }

    @Override
    public boolean clientConnected() {
        return protocol.connection().open() && !protocol.connection().peerClosed();
    }

    @Override
    public void suspend() {
        suspended = true;
        response.share();
    }

    @Override
    public void execute(Runnable task) {
        if (!completed) {
            tasks().execute(task);
        }
    }

    @Override
    public void fork(Runnable task) {
        protocol.context().workers().submit(surrounded(task));
    }

    @Override
    public void deadline(Duration after, Runnable onExpiry) {
        ExchangeDeadline current = deadline;
        if (after.isZero() || after.isNegative()) {
            if (current != null) {
                current.clear();
            }
            return;
        }
        if (current == null) {
            DEADLINE.compareAndSet(this, null, new ExchangeDeadline(this, protocol.connection().dispatcher()));
            current = deadline;
        }
        if (!completed) {
            current.set(after, onExpiry);
            if (completed) {
                // Whoever completed it may have looked for a deadline before this one was set.
                current.clear();
            }
        }
    }

    @Override
    public void complete() {
        end(null);
    }

    @Override
    public void fail(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        if (runner == Thread.currentThread()) {
            end(cause);
            return;
        }
        if (completed || !FAILURE.compareAndSet(this, null, cause)) {
            logFailure(cause);
            return;
        }
        if (!completed) {
            tasks().executeHere(this::complete);
            return;
        }
        // It ended in between; either whoever ended it has seen the cause, or it is still there.
        Throwable late = takeFailure();
        if (late != null) {
            logFailure(late);
        }
    }

    @Override
    public void perform(Runnable task) {
        if (completed) {
            return;
        }
        runner = Thread.currentThread();
        try {
            surrounded(task).run();
        } catch (Throwable e) {
            end(e);
        } finally {
            runner = null;
        }
    }

    @Override
    public void upgrade(UpgradeHandler handler) {
        if (version() == HttpVersion.HTTP_1_0 || !head.upgradeRequested()) {
            throw new IllegalStateException("The request does not ask for an upgrade: " + describe());
        }
        if (!response.collecting()) {
            throw new IllegalStateException("The response is committed");
        }
        upgradeHandler = handler;
    }

    Http1Context context() {
        return protocol.context();
    }

    HttpVersion version() {
        return head == null ? HttpVersion.HTTP_1_1 : head.version();
    }

    boolean headRequested() {
        return head != null && head.method().equals("HEAD");
    }

    /** Tells whether the response is to be a 101, which has no content. */
    boolean upgrading() {
        return upgradeHandler != null;
    }

    /** Tells whether, for all that the request says, the connection persists. */
    boolean persistent() {
        return refusal == null && head.keepAlive() && (source == null || !source.broken());
    }

    /** Tells whether the next request of the connection waits already. */
    boolean followed() {
        return protocol.loop().outstanding() > 1;
    }

    /** Returns method and path for logs; the parser let no control characters in. */
    String describe() {
        return head == null ? "an unreadable request" : head.method() + " " + head.path();
    }

    /** Ends the exchange because of the cause, or properly if that is null; nothing happens if it has ended. */
    private void end(Throwable cause) {
        if (finish(cause)) {
            protocol.loop().exchangeEnded();
        }
    }

    /**
     * Ends the response, once, and lets the connection go on.
     *
     * @param cause why the exchange fails, or null
     * @return true if this call did it; the queue then waits for the caller
     * @throws VirtualMachineError if that was the cause; the queue waits for nobody then
     */
    private boolean finish(Throwable cause) {
        boolean first = COMPLETED.compareAndSet(this, false, true);
        boolean next = first;
        if (first) {
            next = !conclude(cause);
        } else if (cause != null) {
            logFailure(cause);
        }
        if (Failures.fatal(cause)) {
            if (next) {
                protocol.loop().exchangeEnded();
            }
            Failures.rethrowIfFatal(cause);
        }
        return next;
    }

    /** Does what has to be done once; returns true if the connection has left HTTP. */
    private boolean conclude(Throwable cause) {
        boolean persists = false;
        boolean upgraded = false;
        Throwable fatal = null;
        if (suspended) {
            protocol.suspended(null);
        }
        try {
            if (cause != null) {
                answer(cause);
            }
            Throwable left = takeFailure();
            if (left != null && cause == null) {
                answer(left);
            } else if (left != null) {
                logFailure(left);
            }
            upgraded = upgradeHandler != null && switchProtocols();
            persists = upgraded || !aborted && response.end();
        } catch (Throwable e) {
            upgraded = false;
            aborted = true;
            fatal = e;
            logFailure(e);
        } finally {
            release();
            tell();
            if (aborted) {
                protocol.connection().close();
            } else if (!persists) {
                protocol.connection().closeAfterFlush();
            }
        }
        if (Failures.fatal(fatal)) {
            protocol.loop().exchangeEnded();
            Failures.rethrowIfFatal(fatal);
        }
        if (upgraded) {
            UpgradeHandler handler = upgradeHandler;
            protocol.connection().dispatcher().execute(() -> protocol.upgrade(handler));
        }
        return upgraded;
    }

    /** Tells who wants to know of it that the exchange has ended. */
    private void tell() {
        if (observation == null) {
            return;
        }
        boolean answered = response != null && !response.collecting();
        observation.ended(System.nanoTime(), answered ? response.status() : 0, answered ? response.contentBytes() : 0,
                aborted);
        try {
            protocol.context().observer().ended(observation);
        } catch (RuntimeException e) {
            LOG.error("An observer failed at {}", describe(), e);
        }
    }

    /** Puts the failure into the response, or makes sure that the client sees the response as cut. */
    private void answer(Throwable cause) {
        upgradeHandler = null;
        boolean begun = !response.collecting();
        logFailure(cause, begun ? "failed after its response had begun; the connection is closed" : "failed");
        if (cause instanceof ClientDisconnectedException || begun) {
            aborted = true;
            return;
        }
        Throwable told = cause instanceof MalformedBodyException malformed ? malformed.refusal() : cause;
        ErrorResponses errors = protocol.context().errors();
        boolean close = refusal != null || !(told instanceof HttpException);
        response.replaceByError(errors.status(told), errors.content(told), close);
        if (told instanceof HttpException refused && refused.retryAfterSeconds() >= 0) {
            response.headers().set(HeaderName.RETRY_AFTER, Long.toString(refused.retryAfterSeconds()));
        }
    }

    /** Sends 101; returns false if that cannot be, and the response has become another one or is to be cut. */
    private boolean switchProtocols() throws IOException {
        if (!response.headers().contains(HeaderName.UPGRADE)) {
            answer(new IllegalStateException("The response to an upgrade must name the protocol in Upgrade"));
            return false;
        }
        response.switchProtocols();
        return true;
    }

    private void logFailure(Throwable cause) {
        logFailure(cause, "failed");
    }

    /** Never throws, although the exception may be one of the application's that cannot even be printed. */
    private void logFailure(Throwable cause, String what) {
        try {
            if (cause instanceof MalformedBodyException malformed) {
                logFailure(malformed.refusal(), what);
            } else if (cause instanceof HttpException refused) {
                LOG.debug("Refused {} with {}: {}", describe(), refused.status(), refused.getMessage());
            } else if (cause instanceof ClientDisconnectedException) {
                LOG.atLevel(protocol.context().disconnectionLevel())
                        .log("Client disconnected while serving {}: {}", describe(), cause.getMessage());
            } else {
                LOG.error("{} {}", describe(), what, cause);
            }
        } catch (Throwable e) {
            LOG.error("{} failed with a {} that cannot be logged because of a {}", describe(),
                    cause.getClass().getName(), e.getClass().getName());
        }
    }

    /** Returns the cause that another thread has left, once; or null. */
    private Throwable takeFailure() {
        return failure == null ? null : (Throwable) FAILURE.getAndSet(this, null);
    }

    private void release() {
        try {
            if (response != null) {
                response.release();
            }
            if (source != null) {
                source.close();
            }
        } finally {
            if (deadline != null) {
                deadline.clear();
            }
        }
    }

    private SerialTasks tasks() {
        if (tasks == null) {
            // The service call is the owner's turn, which serve() ends once the exchange is suspended.
            TASKS.compareAndSet(this, null, new SerialTasks(protocol.context().workers(), this, true));
        }
        return tasks;
    }
}

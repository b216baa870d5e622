package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.exchange.Response;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.internal.buffer.OverflowBuffer;
import io.waitress.core.internal.parse.BodyReceiver;
import io.waitress.core.internal.parse.ParsedHead;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, or the refusal of one, on its way through the application.
 *
 * <p>Created by the dispatcher, published by {@link RequestQueue}, then run by one thread at a time: the worker in
 * {@link #serve}, later the tasks of {@link SerialTasks}. Whoever wins {@code completed} ends the response and lets
 * the connection go on; every other attempt has no effect.
 */
final class Http1Exchange implements Exchange, SerialTasks.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Http1Exchange.class);
    private static final VarHandle COMPLETED;
    private static final VarHandle TASKS;
    private static final VarHandle DEADLINE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COMPLETED = lookup.findVarHandle(Http1Exchange.class, "completed", boolean.class);
            TASKS = lookup.findVarHandle(Http1Exchange.class, "tasks", SerialTasks.class);
            DEADLINE = lookup.findVarHandle(Http1Exchange.class, "deadline", ExchangeDeadline.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http1Protocol protocol;

    /** Null if the request was refused before its head was complete. */
    private final ParsedHead head;

    /** The received body, or null if there is none. Closed by whoever completes the exchange. */
    private final OverflowBuffer content;
    private final BodyReceiver receiver;

    /** Why the request never reaches the application, or null. */
    private final Throwable refusal;

    /** Null until a worker serves the exchange. Confined to whoever runs it, as the next four. */
    private Http1Response response;
    private RequestContent body;
    private boolean suspended;
    private UpgradeHandler upgradeHandler;

    /** Whether the response cannot be ended properly: the client has gone, or has to see that it was cut. */
    private boolean aborted;

    private volatile boolean completed;

    /** Null until something is to be executed or the exchange is suspended; set once. */
    private volatile SerialTasks tasks;

    /** Null until a deadline is set; set once. */
    private volatile ExchangeDeadline deadline;

    private Http1Exchange(Http1Protocol protocol, ParsedHead head, OverflowBuffer content, BodyReceiver receiver,
            Throwable refusal) {
        this.protocol = protocol;
        this.head = head;
        this.content = content;
        this.receiver = receiver;
        this.refusal = refusal;
    }

    /** Returns the exchange for a complete request; body and receiver are null if it has no body. */
    static Http1Exchange of(Http1Protocol protocol, ParsedHead head, OverflowBuffer content, BodyReceiver receiver) {
        return new Http1Exchange(protocol, head, content, receiver, null);
    }

    /** Returns the exchange that answers a request that cannot be understood or accepted; the head may be null. */
    static Http1Exchange refusing(Http1Protocol protocol, ParsedHead head, Throwable refusal) {
        return new Http1Exchange(protocol, head, null, null, refusal);
    }

    /**
     * Runs the application. Called on a worker, once.
     *
     * @return true if the exchange is complete and the caller has to go on with the next one; false if somebody else
     *     completes or has completed it
     */
    boolean serve() {
        response = new Http1Response(this, protocol.context(), protocol.connection().outbound());
        try {
            if (refusal == null) {
                protocol.context().application().service(this);
            } else {
                answer(refusal);
            }
        } catch (Throwable e) {
            return serveFailed(e);
        }
        if (suspended) {
            tasks().ownerReturned();
            return false;
        }
        return finish();
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
            body = new RequestContent(this, head.bodyLength(), content, receiver);
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
    public boolean clientConnected() {
        return protocol.connection().open() && !protocol.connection().peerClosed();
    }

    @Override
    public void suspend() {
        suspended = true;
    }

    @Override
    public void execute(Runnable task) {
        if (!completed) {
            tasks().execute(task);
        }
    }

    @Override
    public void fork(Runnable task) {
        protocol.context().workers().submit(task);
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
        }
    }

    @Override
    public void complete() {
        if (finish()) {
            protocol.loop().exchangeEnded();
        }
    }

    @Override
    public void fail(Throwable cause) {
        if (completed) {
            logFailure(cause);
            return;
        }
        answer(cause);
        complete();
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

    @Override
    public boolean ended() {
        return completed;
    }

    @Override
    public void failed(Throwable cause) {
        fail(cause);
    }

    HttpVersion version() {
        return head == null ? HttpVersion.HTTP_1_1 : head.version();
    }

    boolean headRequested() {
        return head != null && head.method().equals("HEAD");
    }

    /** Tells whether, for all that the request says, the connection persists. */
    boolean persistent() {
        return refusal == null && head.keepAlive();
    }

    private boolean serveFailed(Throwable cause) {
        boolean late = completed;
        if (late) {
            logFailure(cause);
        } else {
            answer(cause);
        }
        boolean ended = !late && finish();
        if (ended && Failures.fatal(cause)) {
            protocol.loop().exchangeEnded();
        }
        Failures.rethrowIfFatal(cause);
        return ended;
    }

    /** Returns method and path for logs; the parser let no control characters in. */
    String describe() {
        return head == null ? "an unreadable request" : head.method() + " " + head.path();
    }

    /** Puts the failure into the response, or makes sure that the client sees the response as cut. */
    private void answer(Throwable cause) {
        logFailure(cause);
        if (cause instanceof ClientDisconnectedException || !response.collecting()) {
            aborted = true;
            return;
        }
        ErrorResponses errors = protocol.context().errors();
        boolean close = refusal != null || !(cause instanceof HttpException);
        upgradeHandler = null;
        response.replaceByError(errors.status(cause), errors.content(cause), close);
    }

    private void logFailure(Throwable cause) {
        if (cause instanceof HttpException refused) {
            LOG.debug("Refused {} with {}: {}", describe(), refused.status(), refused.getMessage());
        } else if (cause instanceof ClientDisconnectedException) {
            LOG.atLevel(protocol.context().disconnectionLevel())
                    .log("Client disconnected while serving {}: {}", describe(), cause.getMessage());
        } else {
            LOG.error("Failed to serve {}", describe(), cause);
        }
    }

    /**
     * Ends the response, once.
     *
     * @return true if this call did it; the queue then waits for the caller
     */
    private boolean finish() {
        if (!COMPLETED.compareAndSet(this, false, true)) {
            return false;
        }
        if (upgradeHandler != null && switchProtocols()) {
            return false;
        }
        boolean persists = !aborted && endResponse();
        release();
        if (aborted) {
            protocol.connection().close();
        } else if (!persists) {
            protocol.connection().closeAfterFlush();
        }
        return true;
    }

    private boolean endResponse() {
        try {
            return response.end();
        } catch (IOException | RuntimeException e) {
            logFailure(e);
            aborted = true;
            return false;
        }
    }

    /** Returns false if the response does not say which protocol follows; it has become an error response then. */
    private boolean switchProtocols() {
        if (!response.headers().contains(HeaderName.UPGRADE)) {
            answer(new IllegalStateException("The response to an upgrade must name the protocol in Upgrade"));
            return false;
        }
        try {
            response.switchProtocols();
        } catch (IOException e) {
            answer(e);
            return false;
        }
        release();
        UpgradeHandler handler = upgradeHandler;
        protocol.connection().dispatcher().execute(() -> protocol.upgrade(handler));
        return true;
    }

    private void release() {
        if (content != null) {
            content.close();
        }
        if (deadline != null) {
            deadline.clear();
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
